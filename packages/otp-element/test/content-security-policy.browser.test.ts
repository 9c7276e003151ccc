import { expect } from '@open-wc/testing';
import type { CognitoOtpLogin } from '../src/cognito-otp-login.js';
import { newPhone, outbox, pool, until } from './login-page.js';

const here = '/packages/otp-element';
const builds = {
  'the module build': `<script type="module" src="${here}/dist/cdn/cognito-otp.js"></script>`,
  'the classic build': `<script src="${here}/dist/cdn/cognito-otp.classic.js"></script>`,
};
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  `connect-src ${pool.endpoint}`,
  "require-trusted-types-for 'script'",
  'trusted-types cognito-otp',
].join('; ');

for (const [name, script] of Object.entries(builds)) {
  describe(`${name} under a strict content security policy`, () => {
    it('signs in, in German and in the dark, without one violation', async () => {
      localStorage.clear();
      const frame = document.createElement('iframe');
      frame.srcdoc = `<!doctype html><html lang="de"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
        <script src="${here}/test/support/watch-violations.js"></script>${script}</head><body>
        <cognito-otp-login theme="dark" user-pool-id="${pool.userPoolId}" client-id="${pool.clientId}" endpoint="${pool.endpoint}" default-country="GB" preferred-countries="DE"></cognito-otp-login></body></html>`;
      document.body.append(frame);
      await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
      const inside = frame.contentWindow as unknown as { readonly violations: readonly string[] };
      const element = frame.contentDocument!.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
      const find = <E extends HTMLElement>(selector: string) => element.shadowRoot?.querySelector<E>(selector);
      const type = (field: HTMLInputElement, text: string) => {
        field.value = text;
        field.dispatchEvent(new Event('input', { bubbles: true }));
      };
      await until(() => find('h2')?.textContent === 'Anmelden', 'the form is there, in German');
      await until(() => (find<HTMLSelectElement>('select')?.options.length ?? 0) > 200, 'the countries are there');
      const sent = (await outbox()).length;
      type(find<HTMLInputElement>('[type=tel]')!, newPhone());
      find('.main')!.click();
      const message = await until(async () => (await outbox())[sent], 'a message');
      await until(() => find('.code') && element.step === 'code', 'the code step');
      type(find<HTMLInputElement>('.code')!, /\b\d{6}\b/.exec(message.body)![0]);
      await until(() => element.step === 'signed-in', 'signed in');
      expect(inside.violations).to.deep.equal([]);
      expect(getComputedStyle(find('form')!).borderTopLeftRadius, 'its styles are there').to.not.equal('0px');
      frame.remove();
      localStorage.clear();
    });
  });
}

describe('the policy of the test', () => {
  it('does refuse: a style attribute in that page is a violation', async () => {
    const frame = document.createElement('iframe');
    frame.srcdoc = `<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="${policy}">
      <script src="${here}/test/support/watch-violations.js"></script></head><body><p style="color:red"></p></body></html>`;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
    const inside = frame.contentWindow as unknown as { readonly violations: readonly string[] };
    await until(() => inside.violations.length > 0, 'the violation');
    frame.remove();
  });
});
