import type { Channel, Identifier, OtpError, OtpState } from '@cognito-otp/client';
import { BeforeSendEvent, BeforeVerifyEvent, LoginErrorEvent } from '../contracts/events.js';
import type { IdentifierKind } from '../contracts/identifier.js';
import type { SignOutOptions } from '../contracts/login-modules.js';
import type { LoginProblem } from '../contracts/login-problem.js';
import { CodeInput } from './code-input.js';
import { switchKind } from './identifier-kind.js';
import type { LoginContext } from './login-context.js';
import { answersOf, type Control, captchaToken, signUpControls, slottedControls } from './page-controls.js';
import { codeLength, isBusy, secondsToResend, shownStep } from './snapshot.js';
import type { UnansweredQuestions } from './unanswered-questions.js';

type Send = () => Promise<unknown>;

/**
 * Turns what the user asks for into the client's commands: validates the input, lets the page cancel through events, and
 * then calls the client. Whether a user is signed in is decided by the client alone.
 */
export class LoginCommands {
  /** The failure found before the client was called. */
  problem: LoginProblem | undefined;
  /** The questions that were found without a valid answer. */
  unanswered: UnansweredQuestions | undefined;
  /** The client's error whose text was taken away, because the user began to correct its cause. */
  dismissedError: OtpError | undefined;
  /** Alternates between nothing and a no-break space, so that a live region announces an identical error again. */
  errorSuffix = '';
  /** Whether a command of the user is in progress, so that the focus may be moved to where the user continues. */
  mayMoveFocus = false;
  readonly #codeInput: CodeInput;
  /** The code that was verified last, so that it isn't verified again without the user asking for it. */
  #verifiedCode = '';
  #focusRequested = false;
  #preparing = false;

  constructor(private readonly context: LoginContext) {
    this.#codeInput = new CodeInput(context, () => {
      this.dismissError();
      this.context.host.requestUpdate();
    });
  }

  /** The digits in the code field. */
  get code(): string {
    return this.#codeInput.digits;
  }

  /** What the main button does in the present step. */
  submit(): Promise<void> {
    const { state } = this.context;
    this.mayMoveFocus = true;
    this.#codeInput.capture();
    switch (shownStep(state)) {
      case 'code':
        return this.#reportFailure(this.verify());
      case 'waiting':
        return secondsToResend(state) ? Promise.resolve() : this.resend();
      case 'signed-in':
        return this.#reportFailure(this.signOut());
      default:
        return this.start();
    }
  }

  /** Starts signing in with the identifier that was typed. Never rejects: failures are shown. */
  start(): Promise<void> {
    return this.#reportFailure(this.#once(() => this.#prepareStart()));
  }

  /** Requests another message. Never rejects: failures are shown. */
  resend(channel?: Channel): Promise<void> {
    return this.#reportFailure(this.#once(() => this.#prepareResend(channel)));
  }

  /** Prepares and sends a message, unless another one is being prepared: a second tap changes nothing. */
  async #once(prepare: () => Promise<Send | undefined>): Promise<void> {
    if (this.#preparing) return;
    this.#preparing = true;
    const send = await prepare().finally(() => {
      this.#preparing = false;
    });
    await send?.();
  }

  async #prepareStart(): Promise<Send | undefined> {
    const { host, client, state } = this.context;
    this.dismissedError = undefined;
    if (!client) return;
    this.problem = undefined;
    const identifier = await this.#identifier();
    if (!identifier) return;
    if (state.step === 'starting' && JSON.stringify(identifier) === JSON.stringify(state.identifier)) return;
    const text = 'phone' in identifier ? identifier.phone : identifier.email;
    const questions = signUpControls(host);
    if (await this.reportUnanswered([...questions, ...slottedControls(host, 'terms')])) return;
    const attributes = answersOf(questions);
    if (!this.#isAllowed(new BeforeSendEvent(host.kind, text, null, false))) return;
    const captcha = await this.#captcha();
    // Another tab may have signed in while the CAPTCHA token was requested.
    if (!captcha || 'user' in this.context.state) return;
    // After the sign-up the client sets the answers as attributes. It loads the code for that only if there are answers.
    const answers = Object.keys(attributes).length > 0 ? { attributes } : {};
    return () => client.start(identifier, { ...answers, locale: host.language, ...captcha });
  }

  /** The identifier that was typed; `undefined` if it is invalid, which is then shown. */
  async #identifier(): Promise<Identifier | undefined> {
    const { host, phone, optional } = this.context;
    if (optional.remembered?.current) return optional.remembered.current;
    if (switchKind(host, true)) this.context.onKindSwitch();
    if (host.kind === 'email') return { email: host.typed.email.trim() };
    const parsed = await phone.parse();
    return typeof parsed === 'string' ? { phone: parsed } : this.#showProblem(parsed);
  }

  /** Shows which questions have no valid answer. @returns whether there are any. */
  async reportUnanswered(controls: readonly Control[]): Promise<boolean> {
    this.unanswered?.dismiss();
    this.unanswered = undefined;
    const invalid = controls.filter((control) => !control.checkValidity());
    if (!invalid[0]) return false;
    try {
      const { UnansweredQuestions } = await import('./unanswered-questions.js');
      this.unanswered = new UnansweredQuestions(this.context.host, invalid);
    } catch {
      // If the module cannot be loaded, the browser shows its own message.
      invalid[0].reportValidity();
    }
    this.mayMoveFocus = false;
    this.#repeatError();
    return true;
  }

  /** Verifies the code that was typed. */
  async verify(): Promise<void> {
    const { state, client } = this.context;
    if (state.step !== 'code' || !client) return;
    this.#clearErrors();
    if (this.code.length !== codeLength(state)) return this.#showProblem({ code: 'incomplete_code' });
    if (this.code === this.#verifiedCode && state.error?.code === 'wrong_code') {
      return this.#showErrorAgain();
    }
    if (!this.#isAllowed(new BeforeVerifyEvent())) return;
    this.#verifiedCode = this.code;
    await client.submit(this.code);
  }

  async #prepareResend(channel?: Channel): Promise<Send | undefined> {
    const { state, client, host } = this.context;
    if (state.step !== 'code' || !client) return;
    this.mayMoveFocus = true;
    this.#clearErrors();
    const { identifier } = state;
    const [kind, text]: [IdentifierKind, string] =
      identifier && 'email' in identifier ? ['email', identifier.email] : ['phone', identifier?.phone ?? ''];
    if (!this.#isAllowed(new BeforeSendEvent(kind, text, channel ?? state.delivery.channel, true))) return;
    this.#focusRequested = true;
    const captcha = await this.#captcha();
    // The user may have gone back while the CAPTCHA token was requested.
    if (!captcha || this.context.state.step !== 'code') return;
    return () => client.resend({ locale: host.language, ...(channel && { channel }), ...captcha });
  }

  /** The CAPTCHA's token as an option of the client; `undefined` if the page couldn't get one, which is then shown. */
  async #captcha(): Promise<{ captcha?: string } | undefined> {
    try {
      const captcha = await captchaToken(this.context.host);
      return captcha ? { captcha } : {};
    } catch (error) {
      return this.#showProblem({ code: 'captcha_required' }, error);
    }
  }

  /** Signs out here, or on all of the user's devices; with `forget`, also forgets the account on this device. */
  async signOut({ everywhere = false, forget = false }: SignOutOptions = {}): Promise<void> {
    const { client, state, optional } = this.context;
    this.mayMoveFocus = true;
    if (forget) optional.remembered?.forget();
    // The account can be forgotten while no user is signed in.
    if ('user' in state || !forget) await client?.signOut({ everywhere });
  }

  /** Goes back to the first step, with what was typed there. */
  back(): void {
    this.mayMoveFocus = true;
    this.context.optional.remembered?.leave();
    this.context.client?.cancel();
  }

  /** After input in the code field: verifies a new code as soon as it is complete, unless the page wants a button press. */
  handleCodeInput(field: HTMLInputElement): void {
    const complete = this.#codeInput.read(field);
    if (complete && !this.context.host.noAutoSubmit && this.code !== this.#verifiedCode) {
      this.mayMoveFocus = true;
      this.#reportFailure(this.verify());
    }
  }

  /** After a change of the code field that may have come without an input event. */
  handleCodeChange(field: HTMLInputElement): void {
    if (field === this.#codeInput.field && field.value !== this.code) this.handleCodeInput(field);
  }

  /** Verifies a code that the page got by other means, even if a typed one would wait for a button press. */
  async submitCode(text: string): Promise<void> {
    const { field } = this.#codeInput;
    if (!field || this.context.state.step !== 'code') return;
    field.value = text;
    this.#codeInput.read(field);
    this.mayMoveFocus = true;
    await this.verify();
  }

  /** Takes a code that the browser read from a text message, as if it had been typed. */
  receiveCode(text: string): void {
    const { field } = this.#codeInput;
    if (!field || this.context.host.matches(':disabled')) return;
    field.value = text;
    this.handleCodeInput(field);
  }

  /** Follows a change of the client's snapshot: forgets what belonged to the previous step. */
  onStateChange(previous: OtpState, next: OtpState): void {
    const sentAgain = next.step === 'code' && next.notice === 'sent-again' && previous.step === 'sending';
    if (!('delivery' in next) || (sentAgain && this.code === this.#verifiedCode)) {
      this.#codeInput.digits = '';
      this.#verifiedCode = '';
    }
    if (next.step === 'code' && previous.step === 'checking') this.#focusRequested = true;
    if (next.step !== previous.step) {
      this.problem = undefined;
      this.unanswered?.dismiss();
      this.unanswered = undefined;
    }
  }

  /** Takes the error's text away, because the user has begun to correct its cause. */
  dismissError(): void {
    // Input can't correct the page's configuration.
    if (this.problem?.code === 'configuration') return;
    this.problem = undefined;
    this.dismissedError = this.context.state.error ?? undefined;
  }

  #clearErrors(): void {
    this.dismissedError = undefined;
    this.problem = undefined;
  }

  /** Whether the focus was requested for the step's field and can be moved now. Clears the request. */
  takeFocusRequest(): boolean {
    const requested = this.#focusRequested && !isBusy(this.context.state.step);
    if (requested) this.#focusRequested = false;
    return requested;
  }

  /** Shows unexpected failures of a command. The client reports its own in its snapshots. */
  #reportFailure(command: Promise<void>): Promise<void> {
    return command.catch((error: unknown) => this.#showProblem({ code: 'unexpected' }, error));
  }

  /** Dispatches a cancelable event. @returns whether the page allows the command; if not, the command is over. */
  #isAllowed(event: BeforeSendEvent | BeforeVerifyEvent): boolean {
    const allowed = this.context.host.dispatchEvent(event);
    if (!allowed) this.mayMoveFocus = false;
    return allowed;
  }

  #showProblem(problem: LoginProblem, cause?: unknown): undefined {
    const { host } = this.context;
    this.problem = problem;
    const reason = [problem.code, problem.problem].filter(Boolean).join(', ');
    const message = cause instanceof Error ? cause.message : `Refused by the element: ${reason}.`;
    host.dispatchEvent(new LoginErrorEvent(problem.code, message, true, null, problem.problem));
    this.#showErrorAgain();
  }

  /** Shows the error's text, and has it announced, even if it is already shown. */
  #showErrorAgain(): void {
    this.#focusRequested = true;
    this.#repeatError();
  }

  #repeatError(): void {
    this.errorSuffix = this.errorSuffix ? '' : '\u00a0';
    this.context.host.requestUpdate();
  }
}
