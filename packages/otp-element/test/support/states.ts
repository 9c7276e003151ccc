import type { Step } from '@cognito-otp/client';
import type { Messages } from '../../src/i18n/messages/types.js';
import { goOffline } from './browser-environment.js';
import { type LoginPage, newEmail, newPhone, until, wrong } from './login-page.js';
import type { Said, Wire } from './pool-connection.js';

export type TextKey = Exclude<keyof Messages, 'triesLeft' | 'dir'>;

/** A state the form can be in, how a person gets there, and how it is known that they did. */
interface State {
  readonly step: Step;
  /** A text that is seen there, by its key. */
  readonly sees: TextKey;
  /** What is seen there besides. */
  readonly has?: string;
  /** It never gets ready. */
  readonly broken?: true;
  readonly attributes?: Readonly<Record<string, string>>;
  /** What the page puts into the slots. */
  readonly markup?: string;
  readonly properties?: object;
  reach?(visit: Visit): Promise<void>;
}

/** What people do, and what happens to them, on the way to a state. */
export class Visit {
  constructor(
    readonly I: LoginPage,
    readonly wire: Wire,
    private readonly undo: (() => void)[],
  ) {}

  async email(): Promise<void> {
    this.I.find('fieldset label:last-of-type input')!.click();
    await until(() => this.I.find('[type=email]'), 'the field for an address');
  }

  async ask(identifier: string): Promise<void> {
    await this.I.typeIdentifier(identifier);
    await this.I.enter();
  }

  /** To the code step; gives the right code. */
  async code(identifier = newPhone()): Promise<string> {
    return this.I.askForCode(identifier);
  }

  /** To the code step, where the triggers say why no message went out. */
  async unsent(says: Said): Promise<void> {
    this.wire.says = { ...says, expiresAt: undefined };
    await this.ask(newPhone());
    await until(() => this.I.codeField && this.I.error, 'the code step with an error');
  }

  /** To the code step, where another message may be had at once; gives the button that asks for it. */
  async resendable(channels = 'sms'): Promise<HTMLElement> {
    this.wire.says = { channels, resendAt: '0' };
    await this.code();
    return until(() => this.I.find('[part=resend-button]'), 'the button');
  }

  /** An answer to a code, with what the triggers say to it. */
  async answered(code: string, says: Said): Promise<void> {
    this.wire.says = says;
    await this.I.typeCode(code);
    await until(() => this.I.error, 'an error');
  }

  async help(): Promise<void> {
    this.I.find('summary')!.click();
    await until(() => this.I.find('details[open]'), 'the help');
  }

  async signIn(): Promise<void> {
    await this.I.typeCode(await this.code());
    await until(() => this.I.element.step === 'signed-in', 'signed in');
  }

  async busy(step: Step): Promise<void> {
    await until(() => this.I.element.step === step, step);
  }

  /** No connection until the test is over. */
  offline(): void {
    this.undo.push(goOffline());
  }
}

const captcha = '<label slot="captcha">Which animal barks? <input></label>';
const questions = `<label slot="fields">Nickname <input name="nickname" required></label>
  <label slot="terms"><input type="checkbox" required> I agree</label>`;

/** Every state there is. One that is new is a row here. */
export const states: Readonly<Record<string, State>> = {
  // The first step.
  'a phone number is asked for': { step: 'identifier', sees: 'leadPhone', has: 'select' },
  'an address is asked for': { step: 'identifier', sees: 'leadEmail', reach: (visit) => visit.email() },
  'phone numbers alone are taken': { step: 'identifier', sees: 'leadPhone', attributes: { identifiers: 'phone' } },
  'addresses alone are taken': { step: 'identifier', sees: 'leadEmail', attributes: { identifiers: 'email' } },
  'one country alone': { step: 'identifier', sees: 'phone', has: '[part=prefix]', attributes: { countries: 'GB' } },
  'preferred countries': { step: 'identifier', sees: 'country', attributes: { 'preferred-countries': 'GB IE' } },
  'a number that isn’t one': { step: 'identifier', sees: 'invalid_phone', reach: (visit) => visit.ask('07') },
  'an address that isn’t one': {
    step: 'identifier',
    sees: 'invalid_email',
    reach: async (visit) => {
      await visit.email();
      await visit.ask('ada@');
    },
  },
  'every slot is filled': {
    step: 'identifier',
    sees: 'title',
    has: '[slot=captcha]',
    markup: `<p slot="header">Northlight</p><b slot="logo">N</b>${questions}${captcha}
      <p slot="support">No phone? <a href="#help">Ask us</a>.</p><p slot="footer">Imprint</p>`,
  },
  'questions and terms that the browser finds unanswered': {
    step: 'identifier',
    sees: 'title',
    has: '[name=nickname]:invalid:focus',
    markup: questions,
    reach: async (visit) => {
      await visit.ask(newPhone());
      await until(() => visit.I.element.querySelector('[name=nickname]:focus'), 'the question has the focus');
    },
  },
  'a question of the page’s data, unanswered': {
    step: 'identifier',
    sees: 'title',
    has: '[name=given_name]:invalid',
    properties: { fields: [{ name: 'given_name', label: 'First name', required: true }] },
    reach: async (visit) => {
      await visit.ask(newPhone());
      await until(() => visit.I.find('[name=given_name]:focus'), 'the question has the focus');
    },
  },
  'a CAPTCHA that failed': {
    step: 'identifier',
    sees: 'captcha_required',
    has: '[slot=captcha]',
    markup: captcha,
    properties: { captcha: () => Promise.reject(new Error('closed')) },
    reach: (visit) => visit.ask(newPhone()),
  },
  'starting, while the answer is waited for': {
    step: 'starting',
    sees: 'sending',
    has: '[part=submit][aria-busy=true]',
    reach: async (visit) => {
      visit.wire.out.close();
      await visit.ask(newPhone());
      await visit.busy('starting');
    },
  },
  'offline in the first step': { step: 'identifier', sees: 'offline', reach: async (visit) => visit.offline() },
  'a code asked for offline': {
    step: 'identifier',
    sees: 'offline',
    has: '.error:not(:empty)',
    reach: async (visit) => {
      visit.offline();
      await visit.ask(newPhone());
    },
  },
  'set up wrongly': {
    step: 'identifier',
    sees: 'configuration',
    broken: true,
    attributes: { 'user-pool-id': 'nonsense' },
  },

  // The code step.
  'a code from a text message is asked for': {
    step: 'code',
    sees: 'codeTitleSms',
    has: '[part=countdown]',
    reach: async (visit) => void (await visit.code()),
  },
  'a code from an e-mail is asked for': {
    step: 'code',
    sees: 'codeTitleEmail',
    reach: async (visit) => {
      await visit.email();
      await visit.code(newEmail());
    },
  },
  'half of a code': {
    step: 'code',
    sees: 'codeHint',
    has: '[part~=cell-filled]',
    reach: async (visit) => {
      await visit.code();
      await visit.I.typeCode('123');
    },
  },
  'a code in one plain field': {
    step: 'code',
    sees: 'code',
    has: '.plain',
    attributes: { 'code-appearance': 'plain' },
    reach: async (visit) => void (await visit.code()),
  },
  'a code that waits for the button': {
    step: 'code',
    sees: 'codeHintManual',
    attributes: { 'no-auto-submit': '' },
    reach: async (visit) => void (await visit.code()),
  },
  'a code that is too short': {
    step: 'code',
    sees: 'incomplete_code',
    has: '[aria-invalid=true]',
    reach: async (visit) => {
      await visit.code();
      await visit.I.typeCode('12');
      await visit.I.enter();
    },
  },
  'a wrong code': {
    step: 'code',
    sees: 'wrong_code',
    has: '[aria-invalid=true]',
    reach: async (visit) => visit.answered(wrong(await visit.code()), {}),
  },
  'a wrong code in one plain field': {
    step: 'code',
    sees: 'wrong_code',
    has: '.plain [aria-invalid=true]',
    attributes: { 'code-appearance': 'plain' },
    reach: async (visit) => visit.answered(wrong(await visit.code()), {}),
  },
  'a code that is too old': {
    step: 'code',
    sees: 'expired_code',
    reach: async (visit) => visit.answered(wrong(await visit.code()), { reason: 'expired', expiresAt: undefined }),
  },
  'a code that is used up': {
    step: 'code',
    sees: 'used_up_code',
    reach: (visit) => visit.unsent({ reason: 'used_up' }),
  },
  'no message yet, and a CAPTCHA before it': {
    step: 'code',
    sees: 'captcha_required',
    has: '[slot=captcha]',
    markup: captcha,
    reach: (visit) => visit.unsent({ reason: 'captcha', resendAt: '0' }),
  },
  'a CAPTCHA that failed before another message': {
    step: 'code',
    sees: 'captcha_required',
    has: '[part=resend-button]',
    properties: { captcha: () => 'token' },
    reach: async (visit) => {
      const button = await visit.resendable();
      visit.I.element.captcha = () => Promise.reject(new Error('closed'));
      button.click();
      await until(() => visit.I.error, 'an error');
    },
  },
  'a message that can’t be sent': {
    step: 'code',
    sees: 'send_failed',
    reach: (visit) => visit.unsent({ reason: 'send_failed' }),
  },
  'no more messages for now': {
    step: 'code',
    sees: 'later',
    reach: (visit) => visit.unsent({ reason: 'rate_limited', resendAt: undefined }),
  },
  'locked out': {
    step: 'code',
    sees: 'later',
    reach: (visit) => visit.unsent({ reason: 'locked', resendAt: undefined }),
  },
  'another message can be had': {
    step: 'code',
    sees: 'resend',
    has: '[part=resend-button]',
    reach: async (visit) => void (await visit.resendable()),
  },
  'sending another message': {
    step: 'sending',
    sees: 'sending',
    has: '[part=submit][aria-busy=true]',
    reach: async (visit) => {
      const button = await visit.resendable();
      visit.wire.out.close();
      button.click();
      await visit.busy('sending');
    },
  },
  'another message was sent': {
    step: 'code',
    sees: 'sentAgain',
    reach: async (visit) => {
      const button = await visit.resendable();
      // The pool itself wouldn't send one so soon, and says so.
      visit.wire.says = { resendAt: '0', reason: undefined };
      button.click();
      await until(() => visit.I.status.includes('again'), 'the news');
    },
  },
  'help is open, and another channel has to wait': {
    step: 'code',
    sees: 'resendEmail',
    has: '[part=channel]:disabled',
    reach: async (visit) => {
      visit.wire.says = { channels: 'sms email' };
      await visit.code();
      await visit.help();
    },
  },
  'help is open, and another channel can be had': {
    step: 'code',
    sees: 'resendEmail',
    has: '[part=channel]:enabled',
    reach: async (visit) => {
      await visit.resendable('sms email');
      await visit.help();
    },
  },
  'help is open for e-mails': {
    step: 'code',
    sees: 'helpEmail',
    attributes: { identifiers: 'email' },
    reach: async (visit) => {
      await visit.code(newEmail());
      await visit.help();
    },
  },
  'checking a code': {
    step: 'checking',
    sees: 'checking',
    has: '.done',
    reach: async (visit) => {
      const code = await visit.code();
      visit.wire.out.close();
      await visit.I.typeCode(code);
      await visit.busy('checking');
    },
  },
  'offline in the code step': {
    step: 'code',
    sees: 'offline',
    has: '.status:not(:empty)',
    reach: async (visit) => {
      await visit.code();
      visit.offline();
    },
  },
  'a code checked offline': {
    step: 'code',
    sees: 'offline',
    has: '.error:not(:empty)',
    reach: async (visit) => {
      const code = await visit.code();
      visit.offline();
      await visit.I.typeCode(code);
    },
  },

  // After it.
  'the sign-in has ended, and starts again': {
    step: 'identifier',
    sees: 'too_many_attempts',
    reach: async (visit) => {
      const code = await visit.code();
      for (const guess of [wrong(code), wrong(wrong(code)), wrong(wrong(wrong(code)))]) {
        await visit.I.typeCode(guess);
        await until(() => visit.I.error || visit.I.element.step === 'identifier', 'an answer');
      }
    },
  },
  'signed in': { step: 'signed-in', sees: 'successLead', has: '[part=user]', reach: (visit) => visit.signIn() },
  'signed in, with a way on': {
    step: 'signed-in',
    sees: 'continue',
    has: '[slot=success]',
    attributes: { redirect: '/account' },
    markup: '<p slot="success">Your orders are next.</p>',
    reach: async (visit) => {
      visit.I.element.addEventListener('cognito-otp-before-redirect', (event) => event.preventDefault());
      await visit.signIn();
    },
  },
  'offline while signed in': {
    step: 'signed-in',
    sees: 'offline',
    reach: async (visit) => {
      await visit.signIn();
      visit.offline();
    },
  },
  'signing out': {
    step: 'signing-out',
    sees: 'signingOut',
    has: '[part=sign-out][aria-busy=true]',
    reach: async (visit) => {
      await visit.signIn();
      visit.wire.out.close();
      visit.I.find('[part=sign-out]')!.click();
      await visit.busy('signing-out');
    },
  },
  'signed out': {
    step: 'identifier',
    sees: 'signedOut',
    reach: async (visit) => {
      await visit.signIn();
      visit.I.find('[part=sign-out]')!.click();
      await visit.busy('identifier');
    },
  },
};
