/** Every state that the form can be in, as a table that tests iterate over. */
import type { Step } from '@cognito-otp/client';
import { rememberedKey } from '../../src/client/remembered-key.js';
import type { Messages } from '../../src/i18n/messages/types.js';
import type { QuestionTexts } from '../../src/i18n/question-texts.js';
import { goOffline } from './browser-environment.js';
import { type LoginPage, type LoginPageEvent, newEmail, newPhone, pool, until, wrongCode } from './login-page.js';
import type { ParameterOverrides, PoolConnection } from './pool-connection.js';

export type TextKey = Exclude<keyof Messages, 'triesLeft' | 'dir'> | keyof QuestionTexts;

/** A state of the form, how a visitor reaches it, and how a test recognizes it. */
export interface State {
  readonly step: Step;
  /** The heading's key. */
  readonly heading: TextKey;
  /** The key of the sentence that is visible in the state and in no other, or in few. */
  readonly text: TextKey;
  /** The key of the main button's text; `undefined` if the state has no main button. */
  readonly action: TextKey | undefined;
  /** The event of the element that comes with the state, without the prefix `cognito-otp-`; `undefined` if none does. */
  readonly event?: LoginPageEvent;
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
  /** The form; another one after a reload. */
  login: LoginPage;

  constructor(
    login: LoginPage,
    readonly connection: PoolConnection,
    private readonly cleanups: (() => void)[],
  ) {
    this.login = login;
  }

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

  /** Goes to the waiting view, with a reason of the triggers why no message was sent. */
  async startWithoutMessage(overrides: ParameterOverrides): Promise<void> {
    // Parameters that are getters depend on the time of the reply. Other tests may have moved the pool's clock.
    const common = {
      expiresAt: undefined,
      get now() {
        return `${Date.now()}`;
      },
    };
    this.connection.overrides = Object.defineProperties(common, Object.getOwnPropertyDescriptors(overrides));
    await this.submitIdentifier(newPhone());
    await until(() => this.login.find('[data-step=waiting]'), 'the waiting view');
  }

  /** Submits a number; Cognito replies to everything with this error. */
  async startWithFailure(name: string, message: string): Promise<void> {
    this.connection.failure = { name, message };
    await this.submitIdentifier(newPhone());
    await until(() => this.login.error, 'an error');
  }

  /** Replaces the form with a new one, as a reload does. */
  async reload(): Promise<void> {
    this.login = await this.login.reload({ fetcher: this.connection.fetch });
  }

  /** Goes to the code step, where another message can be requested at once, and returns the resend button. */
  async waitForResend(channels = 'sms'): Promise<HTMLElement> {
    this.connection.overrides = { channels, resendAt: '0' };
    await this.requestCode();
    return until(() => this.login.find('[part=resend-button]:enabled'), 'the resend button');
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

  /** Replaces the form with one for a person whom the device remembers. */
  async returnAs(identifier: object): Promise<void> {
    localStorage.setItem(rememberedKey(pool.clientId), JSON.stringify({ ...identifier, until: Date.now() + 60_000 }));
    await this.reload();
    await until(() => this.login.find('[part=remembered]'), 'the account');
  }

  /** Takes the browser offline until the test is over. */
  goOffline(): void {
    this.cleanups.push(goOffline());
  }
}

const captcha = '<label slot="captcha">Which animal barks? <input></label>';
const questions = `<label slot="fields">Nickname <input name="nickname" required></label>
  <label slot="terms"><input type="checkbox" required> I agree</label>`;

const newUserQuestions = `<label slot="questions">Full name <input name="name" required></label>
  <label slot="questions"><input type="checkbox" required> I accept the terms</label>`;

const phoneForm = { step: 'identifier', heading: 'title', action: 'sendSms' } as const;
const emailForm = { ...phoneForm, action: 'sendEmail' } as const;
const smsCode = { step: 'code', heading: 'codeTitleSms', action: 'verify' } as const;
const emailCode = { ...smsCode, heading: 'codeTitleEmail' } as const;
const paused = { step: 'code', heading: 'pausedTitle', text: 'later', action: 'tryAgain' } as const;
const limited = { ...paused, heading: 'notYetTitle' } as const;
const unsent = { step: 'code', heading: 'unsentTitle', text: 'unsentLead', action: 'sendNow' } as const;
const asked = { step: 'signed-in', heading: 'questionsTitle', action: 'continue', markup: newUserQuestions } as const;
const signedIn = { step: 'signed-in', heading: 'successTitle', action: undefined } as const;

/** In how many hours another message is possible, as a parameter of the triggers. */
const inHours = (hours: number): string => `${Date.now() + hours * 3_600_000}`;

/** A time within the hour, as a parameter of the triggers, and today: another day has another sentence. Minutes are rounded up. */
const laterToday = (): string =>
  `${Math.min(Date.now() + 0.9 * 3_600_000, (Date.now() + new Date().setHours(24, 0, 0, 0)) / 2)}`;

/** Every state of the form. Add a row for a new state, here and in docs/states.md. */
export const states: Readonly<Record<string, State>> = {
  // The identifier step.
  'identifier: phone number': { ...phoneForm, text: 'leadPhone', selector: 'select' },
  'identifier: email address': { ...emailForm, text: 'leadEmail', reach: (visitor) => visitor.chooseEmail() },
  'identifier: phone numbers only': { ...phoneForm, text: 'leadPhone', attributes: { identifiers: 'phone' } },
  'identifier: email addresses only': { ...emailForm, text: 'leadEmail', attributes: { identifiers: 'email' } },
  'identifier: a single country': {
    ...phoneForm,
    text: 'phone',
    selector: '[part=prefix]',
    attributes: { countries: 'GB' },
  },
  'identifier: preferred countries': {
    ...phoneForm,
    text: 'country',
    attributes: { 'preferred-countries': 'GB IE' },
  },
  'identifier: an invalid phone number': {
    ...phoneForm,
    text: 'phoneTooShort',
    event: 'error',
    reach: (visitor) => visitor.submitIdentifier('07'),
  },
  'identifier: an invalid email address': {
    ...emailForm,
    text: 'invalid_email',
    event: 'error',
    reach: async (visitor) => {
      await visitor.chooseEmail();
      await visitor.submitIdentifier('ada@');
    },
  },
  'identifier: another address is suggested': {
    ...emailForm,
    text: 'didYouMean',
    selector: '[part=suggestion-button]',
    attributes: { identifiers: 'email' },
    reach: async (visitor) => {
      await visitor.login.typeIdentifier('ada@gmial.com');
      await until(() => visitor.login.find('[part=suggestion]'), 'the suggestion');
    },
  },
  'identifier: a remembered phone number': {
    ...phoneForm,
    text: 'backSms',
    action: 'continueAs',
    selector: '[part=forget]',
    attributes: { remember: '' },
    reach: (visitor) => visitor.returnAs({ phone: '+447400123778' }),
  },
  'identifier: a remembered email address': {
    ...phoneForm,
    text: 'backEmail',
    action: 'continueAs',
    selector: '[part=forget]',
    attributes: { remember: '' },
    reach: (visitor) => visitor.returnAs({ email: 'ada@example.com' }),
  },
  'identifier: every slot is filled': {
    ...phoneForm,
    text: 'leadPhone',
    selector: '[slot=captcha]',
    markup: `<p slot="header">Northlight</p><b slot="logo">N</b>${questions}${captcha}
      <p slot="support">No phone? <a href="#help">Ask us</a>.</p><p slot="footer">Imprint</p>`,
  },
  'identifier: slotted fields and terms are missing': {
    ...phoneForm,
    text: 'leadPhone',
    selector: '[name=nickname]:invalid:focus',
    markup: questions,
    reach: async (visitor) => {
      await visitor.submitIdentifier(newPhone());
      await until(() => visitor.login.element.querySelector('[name=nickname]:focus'), 'the field has the focus');
    },
  },
  'identifier: a required field of the property fields is missing': {
    ...phoneForm,
    text: 'leadPhone',
    selector: '[name=given_name]:invalid',
    properties: { fields: [{ name: 'given_name', label: 'First name', required: true }] },
    reach: async (visitor) => {
      await visitor.submitIdentifier(newPhone());
      await until(() => visitor.login.find('[name=given_name]:focus'), 'the field has the focus');
    },
  },
  'identifier: the CAPTCHA failed': {
    ...phoneForm,
    text: 'captcha_required',
    event: 'error',
    selector: '[slot=captcha]',
    markup: captcha,
    properties: { captcha: () => Promise.reject(new Error('closed')) },
    reach: (visitor) => visitor.submitIdentifier(newPhone()),
  },
  starting: {
    ...phoneForm,
    step: 'starting',
    text: 'sending',
    event: 'before-send',
    selector: '[part=submit][aria-busy=true]',
    reach: async (visitor) => {
      visitor.connection.requestGate.hold();
      await visitor.submitIdentifier(newPhone());
      await visitor.waitForStep('starting');
    },
  },
  'identifier: offline': { ...phoneForm, text: 'offline', reach: async (visitor) => visitor.goOffline() },
  'identifier: a code was requested offline': {
    ...phoneForm,
    text: 'offline',
    event: 'error',
    selector: '.error:not(:empty)',
    reach: async (visitor) => {
      visitor.goOffline();
      await visitor.submitIdentifier(newPhone());
    },
  },
  'identifier: misconfigured': {
    ...phoneForm,
    text: 'configuration',
    misconfigured: true,
    attributes: { 'user-pool-id': 'nonsense' },
  },

  // The code step.
  'code: sent by text message': {
    ...smsCode,
    text: 'codeLead',
    event: 'sent',
    selector: '[part=countdown]',
    reach: async (visitor) => void (await visitor.requestCode()),
  },
  'code: sent by email': {
    ...emailCode,
    text: 'codeLead',
    event: 'sent',
    reach: async (visitor) => {
      await visitor.chooseEmail();
      await visitor.requestCode(newEmail());
    },
  },
  'code: sent by email, with a link to the mailbox': {
    ...emailCode,
    text: 'openMailbox',
    selector: '[part=mailbox]',
    attributes: { identifiers: 'email' },
    reach: async (visitor) => {
      await visitor.requestCode(newEmail().replace(/@.*/, '@gmail.com'));
    },
  },
  'code: half of a code': {
    ...smsCode,
    text: 'codeHint',
    selector: '[part~=cell-filled]',
    reach: async (visitor) => {
      await visitor.requestCode();
      await visitor.login.typeCode('123');
    },
  },
  'code: a plain field': {
    ...smsCode,
    text: 'code',
    selector: '.plain',
    attributes: { 'code-appearance': 'plain' },
    reach: async (visitor) => void (await visitor.requestCode()),
  },
  'code: without automatic submission': {
    ...smsCode,
    text: 'codeHintManual',
    attributes: { 'no-auto-submit': '' },
    reach: async (visitor) => void (await visitor.requestCode()),
  },
  'code: too short': {
    ...smsCode,
    text: 'incomplete_code',
    event: 'error',
    selector: '[aria-invalid=true]',
    reach: async (visitor) => {
      await visitor.requestCode();
      await visitor.login.typeCode('12');
      await visitor.login.pressEnter();
    },
  },
  'code: wrong': {
    ...smsCode,
    text: 'wrong_code',
    event: 'invalid-code',
    selector: '[aria-invalid=true]',
    reach: async (visitor) => visitor.submitRejectedCode(wrongCode(await visitor.requestCode()), {}),
  },
  'code: wrong, in a plain field': {
    ...smsCode,
    text: 'wrong_code',
    event: 'invalid-code',
    selector: '.plain [aria-invalid=true]',
    attributes: { 'code-appearance': 'plain' },
    reach: async (visitor) => visitor.submitRejectedCode(wrongCode(await visitor.requestCode()), {}),
  },
  'code: the CAPTCHA for a resend failed': {
    ...smsCode,
    text: 'captcha_required',
    event: 'error',
    selector: '[part=resend-button]',
    properties: { captcha: () => 'token' },
    reach: async (visitor) => {
      const button = await visitor.waitForResend();
      visitor.login.element.captcha = () => Promise.reject(new Error('closed'));
      button.click();
      await until(() => visitor.login.error, 'an error');
    },
  },
  'code: resend is possible': {
    ...smsCode,
    text: 'sendAgain',
    selector: '[part=resend-button]:enabled',
    reach: async (visitor) => void (await visitor.waitForResend()),
  },
  sending: {
    ...smsCode,
    step: 'sending',
    text: 'sending',
    event: 'before-send',
    selector: '[part=submit][aria-busy=true]',
    reach: async (visitor) => {
      const button = await visitor.waitForResend();
      visitor.connection.requestGate.hold();
      button.click();
      await visitor.waitForStep('sending');
    },
  },
  'code: sent again': {
    ...smsCode,
    text: 'sentAgain',
    event: 'sent',
    reach: async (visitor) => {
      const button = await visitor.waitForResend();
      // The pool itself refuses to send a message so soon; the overrides hide its refusal.
      visitor.connection.overrides = { resendAt: '0', reason: undefined };
      button.click();
      await until(() => visitor.login.status.includes('again'), 'the announcement');
    },
  },
  'code: help is open, and the other channel has to wait': {
    ...smsCode,
    text: 'resendEmail',
    selector: '[part=channel]:disabled',
    reach: async (visitor) => {
      visitor.connection.overrides = { channels: 'sms email' };
      await visitor.requestCode();
      await visitor.openHelp();
    },
  },
  'code: help is open, and the other channel is available': {
    ...smsCode,
    text: 'resendEmail',
    selector: '[part=channel]:enabled',
    reach: async (visitor) => {
      await visitor.waitForResend('sms email');
      await visitor.openHelp();
    },
  },
  'code: help is open for emails': {
    ...emailCode,
    text: 'helpEmail',
    attributes: { identifiers: 'email' },
    reach: async (visitor) => {
      await visitor.requestCode(newEmail());
      await visitor.openHelp();
    },
  },
  checking: {
    ...smsCode,
    step: 'checking',
    text: 'checking',
    event: 'before-verify',
    selector: '.done',
    reach: async (visitor) => {
      const code = await visitor.requestCode();
      visitor.connection.requestGate.hold();
      await visitor.login.typeCode(code);
      await visitor.waitForStep('checking');
    },
  },
  'code: offline': {
    ...smsCode,
    text: 'offline',
    selector: '.status:not(:empty)',
    reach: async (visitor) => {
      await visitor.requestCode();
      visitor.goOffline();
    },
  },
  'code: submitted offline': {
    ...smsCode,
    text: 'offline',
    event: 'error',
    selector: '.error:not(:empty)',
    reach: async (visitor) => {
      const code = await visitor.requestCode();
      visitor.goOffline();
      await visitor.login.typeCode(code);
    },
  },

  'code: resumed after a reload': {
    ...smsCode,
    text: 'resumed',
    reach: async (visitor) => {
      await visitor.requestCode();
      await visitor.reload();
    },
  },

  // In place of the code step, while there is no code to enter.
  'waiting: locked for an hour': {
    ...paused,
    text: 'tryAt',
    action: 'tryIn',
    event: 'lockout',
    selector: '[part=submit]:disabled',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'locked', resendAt: laterToday() }),
  },
  'waiting: locked until tomorrow': {
    ...paused,
    text: 'again',
    action: 'tryIn',
    event: 'lockout',
    selector: '[part=submit]:disabled',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'locked', resendAt: inHours(24) }),
  },
  'waiting: locked without an end': {
    ...paused,
    event: 'lockout',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'locked', resendAt: undefined }),
  },
  'waiting: rate limited': {
    ...limited,
    text: 'again',
    action: 'tryIn',
    event: 'error',
    selector: '[part=countdown]',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'rate_limited', resendAt: inHours(24) }),
  },
  'waiting: rate limited without an end': {
    ...limited,
    event: 'error',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'rate_limited', resendAt: undefined }),
  },
  'waiting: rate limited, after a reload': {
    ...limited,
    text: 'again',
    action: 'tryIn',
    reach: async (visitor) => {
      await visitor.startWithoutMessage({ reason: 'rate_limited', resendAt: inHours(24) });
      await visitor.reload();
    },
  },
  'waiting: the message could not be sent': {
    ...unsent,
    heading: 'sendFailedTitle',
    text: 'trySoon',
    action: 'tryAgain',
    event: 'error',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'send_failed', resendAt: '0' }),
  },
  'waiting: the message could not be sent, and another channel is available': {
    ...unsent,
    heading: 'sendFailedTitle',
    text: 'resendEmail',
    action: 'tryAgain',
    event: 'error',
    selector: '[part=channel]:enabled',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'send_failed', resendAt: '0', channels: 'sms email' }),
  },
  'waiting: nothing was requested so far': {
    ...unsent,
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'not_sent', resendAt: '0' }),
  },
  'waiting: nothing was sent, after a reload': {
    ...unsent,
    reach: async (visitor) => {
      await visitor.startWithoutMessage({ reason: 'send_failed', resendAt: '0' });
      await visitor.reload();
    },
  },
  'waiting: no message before a CAPTCHA': {
    ...unsent,
    text: 'captcha_required',
    event: 'error',
    selector: '[slot=captcha]',
    markup: captcha,
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'captcha', resendAt: '0' }),
  },
  'waiting: the code has expired': {
    ...unsent,
    heading: 'voidTitle',
    text: 'expired_code',
    action: 'resend',
    event: 'invalid-code',
    reach: async (visitor) => {
      const code = wrongCode(await visitor.requestCode());
      await visitor.submitRejectedCode(code, { reason: 'expired', resendAt: '0', expiresAt: undefined });
    },
  },
  'waiting: the code was used up': {
    ...unsent,
    heading: 'voidTitle',
    text: 'used_up_code',
    action: 'resend',
    event: 'invalid-code',
    reach: (visitor) => visitor.startWithoutMessage({ reason: 'used_up', resendAt: '0' }),
  },
  'waiting: sending': {
    ...unsent,
    step: 'sending',
    heading: 'sending',
    text: 'sending',
    event: 'before-send',
    selector: '[part=submit][aria-busy=true]',
    reach: async (visitor) => {
      await visitor.startWithoutMessage({ reason: 'send_failed', resendAt: '0' });
      visitor.connection.requestGate.hold();
      visitor.login.find('[part=submit]')!.click();
      await visitor.waitForStep('sending');
    },
  },
  'identifier: no codes are sent to this number': {
    ...phoneForm,
    text: 'unsupported_destination',
    event: 'error',
    selector: '[type=tel][aria-invalid=true]',
    reach: async (visitor) => {
      visitor.connection.overrides = { reason: 'unsupported', expiresAt: undefined };
      await visitor.submitIdentifier(newPhone());
      await until(() => visitor.login.error, 'an error');
    },
  },
  'identifier: sign-up is closed': {
    ...phoneForm,
    text: 'sign_up_closed',
    event: 'error',
    attributes: { 'sign-up': 'only' },
    reach: (visitor) =>
      visitor.startWithFailure('NotAuthorizedException', 'SignUp is not permitted for this user pool'),
  },
  'identifier: too much is going on': {
    ...phoneForm,
    text: 'throttled',
    event: 'error',
    reach: (visitor) => visitor.startWithFailure('TooManyRequestsException', 'Too many requests'),
  },

  // After the code step.
  'identifier: too many attempts': {
    ...phoneForm,
    text: 'too_many_attempts',
    event: 'lockout',
    reach: async (visitor) => {
      const code = await visitor.requestCode();
      for (const guess of [wrongCode(code), wrongCode(wrongCode(code)), wrongCode(wrongCode(wrongCode(code)))]) {
        await visitor.login.typeCode(guess);
        await until(() => visitor.login.error || visitor.login.element.step === 'identifier', 'a reply');
      }
    },
  },
  'questions for new users': {
    ...asked,
    text: 'questionsLead',
    selector: '[name=name]',
    reach: (visitor) => visitor.signIn(),
  },
  'questions for new users: without an answer': {
    ...asked,
    text: 'questionMissing',
    selector: '[name=name]:invalid:focus',
    reach: async (visitor) => {
      await visitor.signIn();
      await until(() => visitor.login.find('[data-step=questions]'), 'the questions');
      visitor.login.find('[part=submit]')!.click();
      await until(() => visitor.login.error, 'an error');
    },
  },
  'signed in': {
    ...signedIn,
    text: 'successLead',
    event: 'success',
    selector: '[part=user]',
    reach: (visitor) => visitor.signIn(),
  },
  'signed in, with a link to continue': {
    ...signedIn,
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
    ...signedIn,
    text: 'offline',
    reach: async (visitor) => {
      await visitor.signIn();
      visitor.goOffline();
    },
  },
  'signing out': {
    ...signedIn,
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
    ...phoneForm,
    text: 'signedOut',
    event: 'signed-out',
    reach: async (visitor) => {
      await visitor.signIn();
      visitor.login.find('[part=sign-out]')!.click();
      await visitor.waitForStep('identifier');
    },
  },
};
