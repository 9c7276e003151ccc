/** The CDN builds as pages load them: integrity hashes, source maps, another copy of Lit. */
import { expect } from '@open-wc/testing';
import { languages, loadMessages } from '../src/i18n/messages/languages.js';
import { pool, until } from './support/login-page.js';
import { type OpenPage, openPage } from './support/open-page.js';

const cdn = '/cdn';
const hashes: Readonly<Record<string, string>> = await (await fetch(`${cdn}/integrity.json`)).json();
const tag = `<cognito-otp-login user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}"></cognito-otp-login>`;
const scripts = {
  'cognito-otp.js': (integrity: string) =>
    `<script type="module" src="${cdn}/cognito-otp.js" integrity="${integrity}"></script>`,
  'cognito-otp.classic.js': (integrity: string) =>
    `<script src="${cdn}/cognito-otp.classic.js" integrity="${integrity}"></script>`,
};

describe('the CDN builds', () => {
  let open: OpenPage;
  afterEach(() => open.close());

  for (const [name, script] of Object.entries(scripts)) {
    it(`${name} runs with the integrity hash of the build and with no other`, async () => {
      open = await openPage(`${script(hashes[name]!)}${tag}`);
      const element = open.document.querySelector('cognito-otp-login')!;
      await until(() => element.shadowRoot?.querySelector('[type=tel]'), 'the form');
      open.close();
      const another = hashes[name]!.replace(/-./, (start) => (start === '-A' ? '-B' : '-A'));
      open = await openPage(`${script(another)}${tag}<script>window.violations = []</script>`);
      // The load event of the frame comes after the failure of the script, and a rejected script cannot run later.
      expect(open.document.querySelector('cognito-otp-login')!.shadowRoot).to.equal(null);
    });

    it(`${name} has a source map that names the sources`, async () => {
      open = await openPage('');
      const text = await (await fetch(`${cdn}/${name}`)).text();
      const map = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(text)![1];
      const { sources } = await (await fetch(`${cdn}/${map}`)).json();
      expect(sources.some((source: string) => source.endsWith('src/elements/cognito-otp-login.ts'))).to.equal(true);
    });

    it(`${name} runs beside another copy of Lit, whichever loads first`, async () => {
      const lit = '<script type="module" src="/packages/otp-element/node_modules/lit/index.js"></script>';
      for (const both of [lit + script(hashes[name]!), script(hashes[name]!) + lit]) {
        open = await openPage(
          `<script src="/packages/otp-element/test/support/record-violations.js"></script>${both}${tag}`,
          "require-trusted-types-for 'script'; trusted-types lit-html",
        );
        const element = open.document.querySelector('cognito-otp-login')!;
        await until(() => element.controller?.client, 'the client and the later steps');
        await element.updateComplete;
        expect(open.violations).to.deep.equal([]);
        open.close();
      }
    });
  }

  it('the classic build keeps its texts on pages and servers that name another encoding, or none', async () => {
    for (const lang of ['ru', 'ja', 'fr']) {
      const script = `<script charset="windows-1252" src="${cdn}/cognito-otp.classic.js?no-charset"></script>`;
      open = await openPage(`${script}${tag.replace(' ', ` lang="${lang}" `)}`);
      const element = open.document.querySelector('cognito-otp-login')!;
      const { title, leadPhone } = await loadMessages(lang);
      const text = (selector: string) => element.shadowRoot?.querySelector(selector)?.textContent;
      await until(() => text('h2') === title && text('.lead') === leadPhone, `the texts in ${lang}`);
      open.close();
    }
  });

  it('the entry file imports the language of the page directly, and every language has its file', async () => {
    open = await openPage(`${scripts['cognito-otp.js'](hashes['cognito-otp.js']!)}${tag.replace(' ', ' lang="de" ')}`);
    const element = open.document.querySelector('cognito-otp-login')!;
    await until(() => element.shadowRoot?.querySelector('h2')?.textContent === 'Anmelden', 'the German title');
    for (const language of languages.filter((each) => each !== 'en')) {
      expect(hashes).to.have.property(`chunks/${language.toLowerCase()}.js`);
    }
  });

  it('every chunk of the build has an integrity hash', async () => {
    open = await openPage('');
    const entry = await (await fetch(`${cdn}/cognito-otp.js`)).text();
    const chunks = Array.from(entry.matchAll(/chunks\/[\w-]+\.js/g), ([chunk]) => chunk);
    expect(chunks.length).to.be.greaterThan(1);
    for (const chunk of chunks) {
      const bytes = await (await fetch(`${cdn}/${chunk}`)).arrayBuffer();
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-384', bytes));
      expect(hashes[chunk]).to.equal(`sha384-${btoa(String.fromCharCode(...digest))}`);
    }
  });
});
