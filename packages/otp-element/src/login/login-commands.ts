import type { Channel, Identifier, OtpError, OtpState } from '@cognito-otp/client';
import { BeforeSendEvent, BeforeVerifyEvent, ErrorEvent } from '../contracts/events.js';
import { findCode, overtype } from '../dom/code-field.js';
import type { ClientController, Problem } from './login-controller.js';
import { captchaToken, signUpAttributes } from './page-controls.js';

type Send = () => Promise<unknown>;

/**
 * What a person asks for, turned into the client's commands: checks what can be checked here, asks the page through the
 * cancelable events, and then hands it on. Nothing in here decides whether somebody is signed in.
 */
export class LoginCommands {
  /** What went wrong before the client was asked. */
  problem: Problem | null = null;
  /** The error whose text the person has begun to answer. */
  forgiven: OtpError | null = null;
  /** Ends every other text of an error, so that one and the same is heard again: a space that nobody sees. */
  ending = '';
  /** A person has asked for something that isn't over, so the focus may be moved to where it goes on. */
  acted = false;
  /** What stands in the code field; kept here only while it is being typed. */
  code = '';
  /** The code that was checked last, so that it isn't checked again by itself. */
  #checked = '';
  #wantsFocus = false;
  #preparing = false;

  constructor(private readonly controller: ClientController) {}

  /** Whether the button asks for a message: none is out that a code could be typed from, and nothing new is typed. */
  get sends(): boolean {
    const { state, countdown } = this.controller;
    return 'delivery' in state && !state.delivery.sent && !countdown && (!this.code || this.code === this.#checked);
  }

  submit(): Promise<void> {
    const { state } = this.controller;
    this.acted = true;
    if ('delivery' in state) return this.sends ? this.resend() : this.#told(this.verify());
    return 'user' in state ? this.#told(this.signOut()) : this.start();
  }

  start(): Promise<void> {
    return this.#told(this.#once(() => this.#prepareStart()));
  }

  /** Never rejects: what goes wrong is shown. */
  resend(channel?: Channel): Promise<void> {
    return this.#told(this.#once(() => this.#prepareResend(channel)));
  }

  /** What `prepare` makes ready to be sent, unless another message is being made ready: a second tap adds nothing. */
  async #once(prepare: () => Promise<Send | undefined>): Promise<void> {
    if (this.#preparing) return;
    this.#preparing = true;
    const send = await prepare().finally(() => {
      this.#preparing = false;
    });
    await send?.();
  }

  async #prepareStart(): Promise<Send | undefined> {
    const { host, client, phone, state } = this.controller;
    const kind = host.kind;
    this.forgiven = null;
    if (!client) return;
    this.problem = null;
    let identifier: Identifier;
    if (kind === 'phone') {
      const found = await phone.parse();
      if (typeof found !== 'string') return this.#fail(found);
      identifier = { phone: found };
    } else {
      identifier = { email: host.typed.email.trim() };
    }
    if (state.step === 'starting' && JSON.stringify(identifier) === JSON.stringify(state.identifier)) return;
    const text = 'phone' in identifier ? identifier.phone : identifier.email;
    const attributes = signUpAttributes(host);
    if (!attributes || !this.#mayGoOn()) return;
    if (!this.#asks(new BeforeSendEvent(kind, text, null, false))) return;
    const captcha = await this.#captcha();
    // While the page asked, another tab may have signed in.
    if (!captcha || 'user' in this.controller.state) return;
    return () => client.start(identifier, { attributes, locale: host.language, ...captcha });
  }

  async verify(): Promise<void> {
    const { state, client, codeLength } = this.controller;
    if (state.step !== 'code' || !client) return;
    this.forgiven = null;
    this.problem = null;
    if (this.code.length !== codeLength) return this.#fail({ code: 'incomplete_code' });
    if (this.code === this.#checked && state.error?.code === 'wrong_code') {
      return this.#say();
    }
    if (!this.#mayGoOn()) return;
    if (!this.#asks(new BeforeVerifyEvent())) return;
    this.#checked = this.code;
    await client.submit(this.code);
  }

  async #prepareResend(channel?: Channel): Promise<Send | undefined> {
    const { state, client, host } = this.controller;
    if (state.step !== 'code' || !client) return;
    this.acted = true;
    this.forgiven = null;
    this.problem = null;
    const { identifier } = state;
    const [kind, text]: ['phone' | 'email', string] =
      identifier && 'email' in identifier ? ['email', identifier.email] : ['phone', identifier?.phone ?? ''];
    if (!this.#mayGoOn()) return;
    if (!this.#asks(new BeforeSendEvent(kind, text, channel ?? state.delivery.channel, true))) return;
    this.#wantsFocus = true;
    const captcha = await this.#captcha();
    // While the page asked, the person may have gone back.
    if (!captcha || this.controller.state.step !== 'code') return;
    return () => client.resend({ locale: host.language, ...(channel && { channel }), ...captcha });
  }

  /** The CAPTCHA's token as an option of the client; undefined when the page couldn't get one, which is told. */
  async #captcha(): Promise<{ captcha?: string } | undefined> {
    try {
      const captcha = await captchaToken(this.controller.host);
      return captcha ? { captcha } : {};
    } catch (error) {
      return this.#fail({ code: 'captcha_required' }, error);
    }
  }

  async signOut(everywhere = false): Promise<void> {
    this.acted = true;
    await this.controller.client?.signOut({ everywhere });
  }

  /** Back to the first step, with what was typed there. */
  back(): void {
    this.acted = true;
    this.controller.client?.cancel();
  }

  /** Takes what was typed, pasted or autofilled; checks it by itself once it is complete and new. */
  typeCode(field: HTMLInputElement): void {
    const complete = this.#take(field);
    if (complete && !this.controller.host.noAutoSubmit && this.code !== this.#checked) {
      this.acted = true;
      this.#told(this.verify());
    }
  }

  /** A code that the page got by other means: checked at once, whatever a typed one waits for. */
  async check(text: string): Promise<void> {
    const field = this.#field;
    if (!field || this.controller.state.step !== 'code') return;
    field.value = text;
    this.#take(field);
    this.acted = true;
    await this.verify();
  }

  /** A code that the browser read from a text message. */
  receive(text: string): void {
    const field = this.#field;
    if (!field) return;
    field.value = text;
    this.typeCode(field);
  }

  get #field(): HTMLInputElement | null {
    return this.controller.host.renderRoot.querySelector<HTMLInputElement>('input.code');
  }

  /** @returns whether what stands in the field is beyond doubt a whole code. */
  #take(field: HTMLInputElement): boolean {
    const { state, host, codeLength } = this.controller;
    if (!('delivery' in state)) return false;
    const typed = field.value;
    const over = this.code.length === codeLength ? overtype(this.code, typed, field.selectionStart ?? 0) : null;
    const found = over ?? findCode(typed, codeLength);
    if (found.digits !== typed) field.value = found.digits;
    if (over) field.setSelectionRange(over.caret, over.caret);
    this.code = found.digits;
    this.forgive();
    host.requestUpdate();
    return found.complete;
  }

  /** Forgets what belonged to the step that was left. */
  follow(previous: OtpState, next: OtpState): void {
    const another = next.step === 'code' && next.notice === 'sent-again' && previous.step === 'sending';
    if (!('delivery' in next) || (another && this.code === this.#checked)) {
      this.code = '';
      this.#checked = '';
    }
    if (next.step === 'code' && previous.step === 'checking') this.#wantsFocus = true;
    if (next.step !== previous.step) this.problem = null;
  }

  forgive(): void {
    // Nothing that a person types mends the page.
    if (this.problem?.code === 'configuration') return;
    this.problem = null;
    this.forgiven = this.controller.state.error;
  }

  /** Whether the field asked for the focus since this was asked last. */
  takeFocus(): boolean {
    const wants = this.#wantsFocus && !this.controller.state.step.endsWith('ing');
    if (wants) this.#wantsFocus = false;
    return wants;
  }

  /** The client tells of its own failures in its snapshots; whatever else fails is told here. */
  #told(doing: Promise<void>): Promise<void> {
    return doing.catch((error: unknown) => this.#fail({ code: 'service' }, error));
  }

  /** Whether the page lets it happen; if not, it is over. */
  #asks(event: Event): boolean {
    const allowed = this.controller.host.dispatchEvent(event);
    if (!allowed) this.acted = false;
    return allowed;
  }

  #mayGoOn(): boolean {
    if (navigator.onLine) return true;
    this.#fail({ code: 'offline' });
    return false;
  }

  #fail(problem: Problem, cause?: unknown): undefined {
    const { host } = this.controller;
    this.problem = problem;
    const message = cause instanceof Error ? cause.message : `Refused by the element: ${problem.code}.`;
    host.dispatchEvent(new ErrorEvent(problem.code, message, true, null));
    this.#say();
  }

  /** Has the error's text shown, and heard, though it may stand there already. */
  #say(): void {
    this.#wantsFocus = true;
    this.ending = this.ending ? '' : '\u00a0';
    this.controller.host.requestUpdate();
  }
}
