/** Every state that the form can be in, as a table that tests iterate over. */
import type { Step } from '@cognito-otp/client';
import type { Messages } from '../../src/i18n/messages/types.js';
import { goOffline } from './browser-environment.js';
import { type LoginPage, newEmail, newPhone, until, wrongCode } from './login-page.js';
import type { ParameterOverrides, PoolConnection } from './pool-connection.js';

export type TextKey = Exclude<keyof Messages, 'triesLeft' | 'dir'>;

/** A state of the form, how a visitor reaches it, and how a test recognizes it. */
interface State {
  readonly step: Step;
  /** The key of a text that is visible in the state. */
  readonly text: TextKey;
  /** Selects an element that is visible in the state. */
  readonly selector?: string;
  /** The form never becomes ready. */
  readonly misconfigured?: true;
  readonly attributes?: Readonly<Record<string, string>>;
  /** The content of the slots. */
  readonly markup?: string;
  readonly properties?: object;
  reach?(visitor: Visitor): Promise<void>;
}

/** The actions of a visitor on the way to a state. */
export class Visitor {
  constructor(
    readonly login: LoginPage,
    readonly connection: PoolConnection,
    private readonly cleanups: (() => void)[],
  ) {}

  async chooseEmail(): Promise<void> {
    this.login.find('fieldset label:last-of-type input')!.click();
    await until(() => this.login.find('[type=email]'), 'the email field');
  }

  async submitIdentifier(identifier: string): Promise<void> {
    await this.login.typeIdentifier(identifier);
    await this.login.pressEnter();
  }

  /** Goes to the code step and returns the right code. */
  async requestCode(identifier = newPhone()): Promise<string> {
    return this.login.requestCode(identifier);
  }

  /** Goes to the code step, with a reason of the triggers why no message was sent. */
  async startWithoutMessage(overrides: ParameterOverrides): Promise<void> {
    this.connection.overrides = { ...overrides, expiresAt: undefined };
    await this.submitIdentifier(newPhone());
    await until(() => this.login.codeField && this.login.error, 'the code step with an error');
  }

  /** Goes to the code step, where another message can be requested at once, and returns the resend button. */
  async waitForResend(channels = 'sms'): Promise<HTMLElement> {
    this.connection.overrides = { channels, resendAt: '0' };
    await this.requestCode();
    return until(() => this.login.find('[part=resend-button]'), 'the resend button');
  }

  /** Submits a code and waits for the error; `overrides` change the reply. */
  async submitRejectedCode(code: string, overrides: ParameterOverrides): Promise<void> {
    this.connection.overrides = overrides;
    await this.login.typeCode(code);
    await until(() => this.login.error, 'an error');
  }

  async openHelp(): Promise<void> {
    this.login.find('summary')!.click();
    await until(() => this.login.find('details[open]'), 'the help');
  }

  async signIn(): Promise<void> {
    await this.login.typeCode(await this.requestCode());
    await until(() => this.login.element.step === 'signed-in', 'the signed-in step');
  }

  async waitForStep(step: Step): Promise<void> {
    await until(() => this.login.element.step === step, step);
  }

  /** Takes the browser offline until the test is over. */
  goOffline(): void {
    this.cleanups.push(goOffline());
  }
}

const captcha = '<label slot="captcha">Which animal barks? <input></label>';
const questions = `<label slot="fields">Nickname <input name="nickname" required></label>
  <label slot="terms"><input type="checkbox" required> I agree</label>`;

/** Every state of the form. Add a row for a new state. */
export const states: Readonly<Record<string, State>> = {
  // The identifier step.
  'identifier: phone number': { step: 'identifier', text: 'leadPhone', selector: 'select' },
  'identifier: email address': { step: 'identifier', text: 'leadEmail', reach: (visitor) => visitor.chooseEmail() },
  'identifier: phone numbers only': { step: 'identifier', text: 'leadPhone', attributes: { identifiers: 'phone' } },
  'identifier: email addresses only': { step: 'identifier', text: 'leadEmail', attributes: { identifiers: 'email' } },
  'identifier: a single country': {
    step: 'identifier',
    text: 'phone',
    selector: '[part=prefix]',
    attributes: { countries: 'GB' },
  },
  'identifier: preferred countries': {
    step: 'identifier',
    text: 'country',
    attributes: { 'preferred-countries': 'GB IE' },
  },
  'identifier: an invalid phone number': {
    step: 'identifier',
    text: 'invalid_phone',
    reach: (visitor) => visitor.submitIdentifier('07'),
  },
  'identifier: an invalid email address': {
    step: 'identifier',
    text: 'invalid_email',
    reach: async (visitor) => {
      await visitor.chooseEmail();
      await visitor.submitIdentifier('ada@');
    },
  },
  'identifier: every slot is filled': {
    step: 'identifier',
    text: 'title',
    selector: '[slot=captcha]',
    markup: `<p slot="header">Northlight</p><b slot="logo">N</b>${questions}${captcha}
      <p slot="support">No phone? <a href="#help">Ask us</a>.</p><p slot="footer">Imprint</p>`,
  },
  'identifier: slotted fields and terms are missing': {
    step: 'identifier',
    text: 'title',
    selector: '[name=nickname]:invalid:focus',
    markup: questions,
    reach: async (visitor) => {
      await visitor.submitIdentifier(newPhone());
      await until(() => visitor.login.element.querySelector('[name=nickname]:focus'), 'the field has the focus');
    },
  },
  'identifier: a required field of the property fields is missing': {
    step: 'identifier',
    text: 'title',
    selector: '[name=given_name]:invalid',
    properties: { fields: [{ name: 'given_name', label: 'First name', required: true }] },
    reach: async (visitor) => {
      await visitor.submitIdentifier(newPhone());
      await until(() => visitor.login.find('[name=given_name]:focus'), 'the field has the focus');
    },
  },
  'identifier: the CAPTCHA failed': {
    step: 'identifier',
    text: 'captcha_required',
    selector: '[slot=captcha]',
    markup: captcha,
    properties: { captcha: () => Promise.reject(new Error('closed')) },
    reach: (visitor) => visitor.submitIdentifier(newPhone()),
  },
  starting: {
    step: 'starting',
    text: 'sending',
    selector: '[part=submit][aria-busy=true]',
    reach: async (visitor) => {
      visitor.connection.requestGate.hold();
      await visitor.submitIdentifier(newPhone());
      await visitor.waitForStep('starting');
    },
  },
  'identifier: offline': { step: 'identifier', text: 'offline', reach: async (visitor) => visitor.goOffline() },
  'identifier: a code was requested offline': {
    step: 'identifier',
    text: 'offline',
    selector: '.error:not(:empty)',
    reach: async (visitor) => {
      visitor.goOffline();
      await visitor.submitIdentifier(newPhone());
    },
  },
  'identifier: misconfigured': {
    step: 'identifier',
    text: 'configuration',
    misconfigured: true,
    attributes: { 'user-pool-id': 'nonsense' },
  },

  // The code step.
  'code: sent by text message': {
    step: 'code',
    text: 'codeTitleSms',
    selector: '[part=countdown]',
    reach: async (visitor) => void (await visitor.requestCode()),
  },
  'code: sent by email': {
    step: 'code',
    text: 'codeTitleEmail',
    reach: async (visitor) => {
      await visitor.chooseEmail();
      await visitor.requestCode(newEmail());
    },
  },
  'code: half of a code': {
    step: 'code',
    text: 'codeHint',
    selector: '[part~=cell-filled]',
    reach: async (visitor) => {
      await visitor.requestCode();
      await visitor.login.typeCode('123');
    },
  },
  'code: a plain field': {
    step: 'code',
    text: 'code',
    selector: '.plain',
    attributes: { 'code-appearance': 'plain' },
    reach: async (visitor) => void (await visitor.requestCode()),
  },
  'code: without automatic submission': {
    step: 'code',
    text: 'codeHintManual',
    attributes: { 'no-auto-submit': '' },
    reach: async (visitor) => void (await visitor.requestCode()),
  },
  'code: too short': {
    step: 'code',
    text: 'incomplete_code',
    selector: '[aria-invalid=true]',
    reach: async (visitor) => {
      await visitor.requestCode();
      await visitor.login.typeCode('12');
      await visitor.login.pressEnter();
    },
  },
  'code: wrong': {
    step: 'code',
    text: 'wrong_code',
    selector: '[aria-invalid=true]',
    reach: async (visitor) => visitor.submitRejectedCode(wrongCode(await visitor.requestCode()), {}),
  },
  'code: wrong, in a plain field': {
    step: 'code',
    text: 'wrong_code',
    selector: '.plain [aria-invalid=true]',
    attributes: { 'code-appearance': 'plain' },
    reach: async (visitor) => visitor.submitRejectedCode(wrongCode(await visitor.requestCode()), {}),
  },
  'code: expired': {
    step: 'code',
    text: 'expired_code',
    reach: async (visitor) =>
      visitor.submitRejectedCode(wrongCode(await visitor.requestCode()), { reason: 'expired', expiresAt: undefined }),
  },
  'code: used up': {
    step: 'code',
    text: 'used_up_code',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'used_up' }),
  },
  'code: no message before a CAPTCHA': {
    step: 'code',
    text: 'captcha_required',
    selector: '[slot=captcha]',
    markup: captcha,
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'captcha', resendAt: '0' }),
  },
  'code: the CAPTCHA for a resend failed': {
    step: 'code',
    text: 'captcha_required',
    selector: '[part=resend-button]',
    properties: { captcha: () => 'token' },
    reach: async (visitor) => {
      const button = await visitor.waitForResend();
      visitor.login.element.captcha = () => Promise.reject(new Error('closed'));
      button.click();
      await until(() => visitor.login.error, 'an error');
    },
  },
  'code: the message could not be sent': {
    step: 'code',
    text: 'send_failed',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'send_failed' }),
  },
  'code: rate limited': {
    step: 'code',
    text: 'later',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'rate_limited', resendAt: undefined }),
  },
  'code: locked': {
    step: 'code',
    text: 'later',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'locked', resendAt: undefined }),
  },
  'code: resend is possible': {
    step: 'code',
    text: 'resend',
    selector: '[part=resend-button]',
    reach: async (visitor) => void (await visitor.waitForResend()),
  },
  sending: {
    step: 'sending',
    text: 'sending',
    selector: '[part=submit][aria-busy=true]',
    reach: async (visitor) => {
      const button = await visitor.waitForResend();
      visitor.connection.requestGate.hold();
      button.click();
      await visitor.waitForStep('sending');
    },
  },
  'code: sent again': {
    step: 'code',
    text: 'sentAgain',
    reach: async (visitor) => {
      const button = await visitor.waitForResend();
      // The pool itself refuses to send a message so soon; the overrides hide its refusal.
      visitor.connection.overrides = { resendAt: '0', reason: undefined };
      button.click();
      await until(() => visitor.login.status.includes('again'), 'the announcement');
    },
  },
  'code: help is open, and the other channel has to wait': {
    step: 'code',
    text: 'resendEmail',
    selector: '[part=channel]:disabled',
    reach: async (visitor) => {
      visitor.connection.overrides = { channels: 'sms email' };
      await visitor.requestCode();
      await visitor.openHelp();
    },
  },
  'code: help is open, and the other channel is available': {
    step: 'code',
    text: 'resendEmail',
    selector: '[part=channel]:enabled',
    reach: async (visitor) => {
      await visitor.waitForResend('sms email');
      await visitor.openHelp();
    },
  },
  'code: help is open for emails': {
    step: 'code',
    text: 'helpEmail',
    attributes: { identifiers: 'email' },
    reach: async (visitor) => {
      await visitor.requestCode(newEmail());
      await visitor.openHelp();
    },
  },
  checking: {
    step: 'checking',
    text: 'checking',
    selector: '.done',
    reach: async (visitor) => {
      const code = await visitor.requestCode();
      visitor.connection.requestGate.hold();
      await visitor.login.typeCode(code);
      await visitor.waitForStep('checking');
    },
  },
  'code: offline': {
    step: 'code',
    text: 'offline',
    selector: '.status:not(:empty)',
    reach: async (visitor) => {
      await visitor.requestCode();
      visitor.goOffline();
    },
  },
  'code: submitted offline': {
    step: 'code',
    text: 'offline',
    selector: '.error:not(:empty)',
    reach: async (visitor) => {
      const code = await visitor.requestCode();
      visitor.goOffline();
      await visitor.login.typeCode(code);
    },
  },

  // After the code step.
  'identifier: too many attempts': {
    step: 'identifier',
    text: 'too_many_attempts',
    reach: async (visitor) => {
      const code = await visitor.requestCode();
      for (const guess of [wrongCode(code), wrongCode(wrongCode(code)), wrongCode(wrongCode(wrongCode(code)))]) {
        await visitor.login.typeCode(guess);
        await until(() => visitor.login.error || visitor.login.element.step === 'identifier', 'a reply');
      }
    },
  },
  'signed in': {
    step: 'signed-in',
    text: 'successLead',
    selector: '[part=user]',
    reach: (visitor) => visitor.signIn(),
  },
  'signed in, with a link to continue': {
    step: 'signed-in',
    text: 'continue',
    selector: '[slot=success]',
    attributes: { redirect: '/account' },
    markup: '<p slot="success">Your orders are next.</p>',
    reach: async (visitor) => {
      visitor.login.element.addEventListener('cognito-otp-before-redirect', (event) => event.preventDefault());
      await visitor.signIn();
    },
  },
  'signed in, offline': {
    step: 'signed-in',
    text: 'offline',
    reach: async (visitor) => {
      await visitor.signIn();
      visitor.goOffline();
    },
  },
  'signing out': {
    step: 'signing-out',
    text: 'signingOut',
    selector: '[part=sign-out][aria-busy=true]',
    reach: async (visitor) => {
      await visitor.signIn();
      visitor.connection.requestGate.hold();
      visitor.login.find('[part=sign-out]')!.click();
      await visitor.waitForStep('signing-out');
    },
  },
  'signed out': {
    step: 'identifier',
    text: 'signedOut',
    reach: async (visitor) => {
      await visitor.signIn();
      visitor.login.find('[part=sign-out]')!.click();
      await visitor.waitForStep('identifier');
    },
  },
};
