/** Complete sign-ins under a strict content security policy with Trusted Types. */
import { codeIn } from '@cognito-otp/test-kit/codes';
import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/elements/cognito-otp-login.js';
import { loginSnippet } from '../src/snippet.js';
import { newPhone, outbox, pool, until } from './support/login-page.js';
import { type OpenPage, openPage, violationRecorder } from './support/open-page.js';

const cdn = '/cdn';
const attributes = {
  theme: 'dark',
  'user-pool-id': pool.userPoolId,
  'client-id': pool.clientId,
  endpoint: pool.endpoint,
  'default-country': 'GB',
  'preferred-countries': 'DE',
};
const tag = `<cognito-otp-login ${Object.entries(attributes)
  .map(([name, value]) => `${name}="${value}"`)
  .join(' ')}></cognito-otp-login>`;

const strict = (scripts: string, more: readonly string[] = []) =>
  [
    "default-src 'none'",
    `script-src ${scripts}`,
    `connect-src ${pool.endpoint}`,
    "require-trusted-types-for 'script'",
    // The element needs no Trusted Types policy of its own.
    "trusted-types 'none'",
    ...more,
  ].join('; ');

const nonceAttribute = ' nonce="c2lnbi1pbg"';
const module = `<script type="module" src="${cdn}/cognito-otp.js"></script>`;
const classic = `<script src="${cdn}/cognito-otp.classic.js"></script>`;
const page = (head: string, body: string) =>
  `<html lang="de"><head><meta charset="utf-8"><title>t</title>${head}</head><body>${body}</body></html>`;

/** Signs in on a page that runs no scripts except its own. */
async function signIn(open: OpenPage): Promise<CognitoOtpLogin> {
  const element = open.document.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
  const find = <E extends HTMLElement>(selector: string) => element.shadowRoot?.querySelector<E>(selector);
  const type = (field: HTMLInputElement, text: string) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  await until(() => find('h2')?.textContent === 'Anmelden', 'the German title');
  await until(() => (find<HTMLSelectElement>('select')?.options.length ?? 0) > 200, 'the list of countries');
  const sent = (await outbox()).length;
  type(find<HTMLInputElement>('[type=tel]')!, newPhone());
  find('.main')!.click();
  const message = await until(async () => (await outbox())[sent], 'a message arrives');
  await until(() => find('.code') && element.step === 'code', 'the code step');
  type(find<HTMLInputElement>('.code')!, codeIn(message.body));
  await until(() => element.step === 'signed-in', 'the signed-in step');
  return element;
}

describe('under a strict content security policy and Trusted Types', () => {
  let open: OpenPage;
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    open.close();
    localStorage.clear();
  });

  const meta = `<meta http-equiv="Content-Security-Policy" content="${strict("'self'")}">`;
  const setups: Readonly<Record<string, readonly [html: string, policy: string]>> = {
    'the module build, policy in a header': [page(violationRecorder() + module, tag), strict("'self'")],
    'the classic build, policy in a header': [page(violationRecorder() + classic, tag), strict("'self'")],
    'the module build, policy in the page': [page(meta + violationRecorder() + module, tag), ''],
    'the module build, by nonce and what it loads': [
      page(violationRecorder(nonceAttribute) + module.replace(' src', `${nonceAttribute} src`), tag),
      strict("'nonce-c2lnbi1pbg' 'strict-dynamic'"),
    ],
    'the classic build, by nonce alone': [
      page(violationRecorder(nonceAttribute) + classic.replace(' src', `${nonceAttribute} src`), tag),
      strict("'nonce-c2lnbi1pbg'"),
    ],
  };
  for (const [setup, [html, policy]] of Object.entries(setups)) {
    it(`promise 38: signs in without a violation, in German and with the dark theme: ${setup}`, async () => {
      open = await openPage(html, policy);
      const element = await signIn(open);
      expect(open.violations).to.deep.equal([]);
      const form = element.shadowRoot!.querySelector('form')!;
      expect(getComputedStyle(form).borderTopLeftRadius, 'the styles are applied').to.not.equal('0px');
    });
  }

  it('promise 38: the pre-rendered form is styled through a nonce and signs in without a violation', async () => {
    const html = loginSnippet({ attributes, language: 'de', country: 'GB', nonce: 'c2lnbi1pbg' });
    const policy = strict("'self'", ["style-src 'nonce-c2lnbi1pbg'"]);
    open = await openPage(page(violationRecorder() + module, html), policy);
    await signIn(open);
    expect(open.violations).to.deep.equal([]);
  });

  it('the test policy is enforced: a style attribute is a violation', async () => {
    open = await openPage(page(violationRecorder(), '<p style="color:red"></p>'), strict("'self'"));
    await until(() => open.violations.length > 0, 'the violation');
  });

  it('the test policy is enforced: setting innerHTML is a violation in browsers with Trusted Types', async () => {
    open = await openPage(page(violationRecorder(), '<p></p>'), strict("'self'"));
    if (!('trustedTypes' in window)) return;
    expect(() => {
      open.document.querySelector('p')!.innerHTML = '<b>b</b>';
    }).to.throw();
    await until(() => open.violations.length > 0, 'the violation');
  });
});
