/** The link to the mailbox in the code step by email. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newEmail, newPhone, until } from './support/login-page.js';

describe('the link to the mailbox', () => {
  let login: LoginPage;
  beforeEach(clearStorage);
  afterEach(() => login.close());
  const link = () => login.find<HTMLAnchorElement>('[part=mailbox]');
  const emailAt = (domain: string) => newEmail().replace(/@.*/, `@${domain}`);

  it('opens the service of the address in another tab, named in the language of the page', async () => {
    for (const [lang, domain, name, origin] of [
      ['en', 'gmail.com', 'Open Gmail', 'https://mail.google.com'],
      ['de', 'web.de', 'WEB.DE öffnen', 'https://web.de'],
      ['ar', 'proton.me', 'فتح Proton Mail', 'https://mail.proton.me'],
    ] as const) {
      login = await LoginPage.open({ identifiers: 'email', lang });
      await login.requestCode(emailAt(domain));
      const shown = await until(link, 'the link');
      expect(shown.textContent!.replace(/[\u2066-\u2069]/g, '')).to.equal(name);
      expect(new URL(shown.href).origin).to.equal(origin);
      expect(shown.target).to.equal('_blank');
      expect(shown.rel).to.equal('noopener noreferrer');
      // WebKit computes `auto`, which is the pointer over a link.
      expect(getComputedStyle(shown).cursor).to.be.oneOf(['pointer', 'auto']);
      expect(login.find('.after')!.scrollWidth).to.be.at.most(login.find('.after')!.clientWidth + 8);
      login.close();
      clearStorage();
    }
  });

  it('is not shown for other domains, for codes by text message, or with no-mailbox-link', async () => {
    for (const [attributes, identifier] of [
      [{ identifiers: 'email' }, emailAt('example.com')],
      [{}, newPhone()],
      [{ identifiers: 'email', 'no-mailbox-link': '' }, emailAt('gmail.com')],
    ] as const) {
      login = await LoginPage.open(attributes);
      await login.requestCode(identifier);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(link()).to.equal(null);
      login.close();
      clearStorage();
    }
  });
});
