import type { Identifier, OtpClient, OtpError, OtpState, Tokens } from '@cognito-otp/client';
import type { ReactiveController } from '@lit/reactive-element';
import { LoginErrorEvent, ReadyEvent } from '../contracts/events.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { LoginControl } from '../contracts/login-modules.js';
import type { LoginProblem } from '../contracts/login-problem.js';
import type { StepView } from '../contracts/step-view.js';
import type { IdentifierStatus } from '../contracts/view-models.js';
import { restoreAdoptedStyles } from '../dom/adopted-styles.js';
import { CompositionObserver } from '../dom/composition.js';
import { WebOtpReceiver } from '../dom/web-otp.js';
import { allowedCountries } from '../i18n/allowed-countries.js';
import { parseCountryCodes } from '../i18n/country-codes.js';
import { MessageFormatter } from '../i18n/message-formatter.js';
import { browserCountry } from '../i18n/page-language.js';
import { laterStyles } from '../styles/later.styles.js';
import { codeView } from '../views/code-view.js';
import { signedInView } from '../views/signed-in-view.js';
import { waitingView } from '../views/waiting-view.js';
import { ClientBinding } from './client-binding.js';
import { DisabledControls } from './disabled-controls.js';
import { dispatchStateEvents } from './dispatch-events.js';
import { FormInternals } from './form-internals.js';
import { IdentifierFields } from './identifier-fields.js';
import { LoginCommands } from './login-commands.js';
import type { LoginContext } from './login-context.js';
import { errorText } from './page-controls.js';
import { PhoneField } from './phone-field.js';
import { RevealObserver } from './reveal-observer.js';
import { codeLength, hasPassed, isBusy, secondsToResend, shownStep } from './snapshot.js';
import { type Status, StatusLine } from './status-line.js';
import { codeModel, destination, identifierStatus, signedInModel, waitingModel } from './step-models.js';

const initialState: OtpState = Object.freeze({ step: 'restoring', identifier: null, error: null, volatile: false });

/**
 * Connects one `<cognito-otp-login>` to its client: follows the client's snapshots, dispatches events, moves the focus, and
 * provides the views of the steps after the first. The user's commands go through {@link LoginCommands}.
 */
export class LoginController implements ReactiveController, LoginControl, LoginContext {
  state: OtpState = initialState;
  readonly phone: PhoneField;
  readonly commands = new LoginCommands(this);
  readonly #fields: IdentifierFields;
  readonly #binding: ClientBinding;
  readonly #internals: FormInternals;
  readonly #composition: CompositionObserver;
  readonly #reveal: RevealObserver;
  readonly #disabled: DisabledControls;
  readonly #status = new StatusLine();
  readonly #webOtp = new WebOtpReceiver((code) => this.commands.receiveCode(code));
  /** The page's language can change without the element being notified. */
  readonly #pageLanguage = new MutationObserver(() => this.host.loadTexts());
  #unsubscribe: (() => void) | undefined;
  #countdownTimer: ReturnType<typeof setTimeout> | undefined;
  #renderedStep: StepView['name'] | undefined;
  #hadFocus = false;
  #wasBusy = false;
  #isReady = false;

  constructor(readonly host: LoginHost) {
    this.phone = new PhoneField(host);
    this.#binding = new ClientBinding(host);
    this.#fields = new IdentifierFields(host);
    this.#internals = new FormInternals(host);
    this.#reveal = new RevealObserver(host);
    this.#disabled = new DisabledControls(host);
    this.#composition = new CompositionObserver(host.renderRoot, (field) => this.#onFieldChange(field, true));
    host.renderRoot.addEventListener('change', ({ target }) => this.#onFieldChange(target as HTMLInputElement));
    host.addStyles(laterStyles);
    host.addController(this);
  }

  get client(): OtpClient | undefined {
    return this.#binding.client;
  }

  get messages(): MessageFormatter {
    return new MessageFormatter(this.host.language, [this.host.messages, this.host.texts]);
  }

  hostConnected(): void {
    this.host.requestUpdate();
    const { renderRoot, shadowRoot } = this.host;
    if (shadowRoot && renderRoot === shadowRoot) restoreAdoptedStyles(shadowRoot, [this.host.styles, laterStyles]);
    for (const type of ['online', 'offline']) addEventListener(type, this.#onConnectionChange);
    this.#pageLanguage.observe(this.host.ownerDocument.documentElement, { attributeFilter: ['lang'] });
    if (this.host.hasUpdated) this.host.loadTexts();
    this.#status.onConnect();
    this.#reveal.connect();
  }

  hostDisconnected(): void {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#onConnectionChange);
    this.#pageLanguage.disconnect();
    clearTimeout(this.#countdownTimer);
    this.#webOtp.stop();
    this.#reveal.disconnect();
    // A form that is only moved is connected again at once, and keeps its client.
    queueMicrotask(() => {
      if (this.host.isConnected) return;
      this.#unsubscribe?.();
      this.#binding.release();
    });
  }

  /** Before rendering: reads the fields, and binds another client if an option has changed. */
  hostUpdate(): void {
    const { host } = this;
    // An update may still come after the element was removed from the page.
    if (!host.isConnected) return;
    this.#disabled.hostUpdate();
    this.#hadFocus = !!host.renderRoot.querySelector(':focus');
    this.#fields.capture();
    const allowed = allowedCountries(host.countries);
    if (!allowed.includes(host.country)) {
      const listed = parseCountryCodes(host.countries).filter((each) => allowed.includes(each));
      host.country = browserCountry(allowed) || (listed[0] ?? '');
    }
    this.#bindClient();
  }

  #bindClient(): void {
    const { host } = this;
    try {
      if (!this.#binding.update(() => this.#unsubscribe?.())) return;
      this.commands.problem = undefined;
      const client = this.client!;
      this.#unsubscribe = client.subscribe((state) => this.#onState(state));
      this.#onState(client.getState(), true);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.state = { ...initialState, step: 'identifier' };
      this.commands.problem = { code: 'configuration' };
      host.dispatchEvent(new LoginErrorEvent('configuration', message, false, null));
    }
    host.step = this.state.step;
  }

  /** @param isInitial whether this is a new client's first snapshot, for which no events are dispatched. */
  #onState(next: OtpState, isInitial = false): void {
    const previous = this.state;
    this.state = next;
    this.#status.onStateChange(previous, next, () => destination(next, this.phone), secondsToResend(next));
    if (!('delivery' in next || 'user' in next) && next.identifier) this.#prefill(next.identifier);
    this.commands.onStateChange(previous, next);
    if (!isInitial) dispatchStateEvents(this.host, previous, next);
    this.host.requestUpdate();
  }

  /** Fills in the identifier of an earlier sign-in, unless something was typed. */
  #prefill(identifier: Identifier): void {
    const { host } = this;
    if (host.typed.phone || host.typed.email) return;
    if ('phone' in identifier) {
      host.typed.phone = identifier.phone;
      this.phone.load().then(
        () => this.phone.handleBlur(),
        () => host.requestUpdate(),
      );
    } else host.typed.email = identifier.email;
    host.kind = 'phone' in identifier ? 'phone' : 'email';
  }

  readonly #onConnectionChange = (event: Event): void => {
    const online = event.type === 'online';
    this.#status.onConnectionChange(online);
    if (online && this.#shownError?.code === 'offline') this.commands.dismissError();
    this.host.requestUpdate();
  };

  /** Fresh tokens of the signed-in user. */
  async getTokens(): Promise<Tokens> {
    if (!this.client) throw new TypeError('<cognito-otp-login> has no client: set user-pool-id and client-id.');
    return this.client.getTokens();
  }

  /** The latest failure, unless the user has begun to correct its cause. */
  get #shownError(): OtpError | LoginProblem | undefined {
    const { problem, dismissedError } = this.commands;
    const { error } = this.state;
    if (problem) return problem;
    const isShown = error && error !== dismissedError && error.code !== 'aborted' && !hasPassed(error);
    return isShown ? error : undefined;
  }

  /** The text of the latest failure; empty if there is none. */
  get errorText(): string {
    const shown = this.#shownError;
    if (!shown) return '';
    const delivery = 'delivery' in this.state ? this.state.delivery : undefined;
    const retryAt = 'retryAt' in shown ? shown.retryAt : undefined;
    const attemptsLeft = delivery?.attemptsLeft ?? undefined;
    const text =
      shownStep(this.state) === 'waiting'
        ? this.messages.waiting(shown.code, retryAt)
        : this.messages.error(shown.code, retryAt, codeLength(this.state), attemptsLeft);
    const own = errorText(this.host, shown, text);
    return own && own + this.commands.errorSuffix;
  }

  /** The live region's announcement. */
  get status(): Status {
    return this.#status.read(this.messages, this.#shownError?.code === 'offline');
  }

  /** What the first step shows in addition to what the element knows by itself. */
  get identifierStatus(): IdentifierStatus {
    return identifierStatus(this);
  }

  /** The view of the present step; `undefined` for the first one, which the element renders itself. */
  view(): StepView | undefined {
    const { state } = this;
    if ('delivery' in state) {
      return shownStep(state) === 'code' ? codeView(codeModel(this, state)) : waitingView(waitingModel(this, state));
    }
    if ('user' in state) return signedInView(signedInModel(this, state));
    return undefined;
  }

  /** After input in the identifier field. */
  handleInput(field: HTMLInputElement): void {
    this.dismissError();
    if (field.type === 'tel' && !this.#composition.isComposing(field)) this.phone.handleInput(field);
    this.#fields.markKnown();
  }

  /** After input in the code field. */
  handleCodeInput(field: HTMLInputElement): void {
    if (!this.#composition.isComposing(field)) this.commands.handleCodeInput(field);
  }

  /**
   * Reads a field that may have changed without an input event, because an extension filled it in for instance.
   * @param isComposed whether a composition has ended: until then, the text was left as it is.
   */
  #onFieldChange(field: HTMLInputElement, isComposed = false): void {
    this.commands.handleCodeChange(field);
    if (this.#fields.isIdentifier(field) && (this.#fields.capture() || isComposed)) this.handleInput(field);
  }

  /** Takes the error's text away, if one is shown. */
  dismissError(): void {
    if (!this.errorText) return;
    this.commands.dismissError();
    this.host.requestUpdate();
  }

  /** What the main button does in the present step. */
  submit(): Promise<void> {
    this.#composition.end();
    this.#fields.capture();
    return this.commands.submit();
  }

  /** After rendering: focus, the ready event, WebOTP, form internals, and the countdown's timer. */
  hostUpdated(): void {
    const { state, host } = this;
    const busy = isBusy(state.step);
    this.#disabled.hostUpdated();
    this.#moveFocus(busy);
    if (!this.#isReady && this.client && host.texts) {
      this.#isReady = true;
      host.dispatchEvent(new ReadyEvent(state.step));
    }
    const expectsSms = state.step === 'code' && state.delivery.sent && state.delivery.channel === 'sms';
    expectsSms ? this.#webOtp.start() : this.#webOtp.stop();
    this.#internals.update(state, busy, this.#shownError?.code);
    clearTimeout(this.#countdownTimer);
    // By what was rendered: the countdown may have ended since.
    const counts = host.renderRoot.querySelector('[part=countdown]');
    if (counts) this.#countdownTimer = setTimeout(() => this.#onCountdownTick(), 1000 - (Date.now() % 1000));
    if (shownStep(state) === 'code') {
      host.renderRoot.querySelector('form')?.classList.toggle('done', state.step === 'checking');
    }
  }

  /** Moves the focus to the step's field after a command of the user, and never away from elsewhere on the page. */
  #moveFocus(busy: boolean): void {
    const { state, commands } = this;
    const step = shownStep(state);
    const isNewStep = this.#renderedStep && this.#renderedStep !== step;
    const moves = (isNewStep && (this.#hadFocus || commands.mayMoveFocus)) || commands.takeFocusRequest();
    if (moves) this.focus();
    this.#fields.markKnown();
    this.#fields.restoreFocus();
    // The command is over: later changes are not caused by the user.
    if (moves || (this.#wasBusy && !busy)) commands.mayMoveFocus = false;
    this.#wasBusy = busy && state.step !== 'restoring';
    if (state.step !== 'restoring') this.#renderedStep = step;
  }

  /** Focuses the step's field, or its heading if it has no field. */
  focus(): void {
    const input = this.host.renderRoot.querySelector<HTMLInputElement>('input.code, .group input');
    this.host.focus({ preventScroll: !input });
    if (this.errorText) input?.select();
  }

  #onCountdownTick(): void {
    if (!secondsToResend(this.state)) this.#status.onCountdownEnd();
    this.host.requestUpdate();
  }
}
