import type { OtpClient, OtpError, OtpState, Tokens } from '@cognito-otp/client';
import type { ReactiveController } from '@lit/reactive-element';
import { LoginErrorEvent, ReadyEvent } from '../contracts/events.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { LoginControl } from '../contracts/login-modules.js';
import type { LoginProblem } from '../contracts/login-problem.js';
import type { StepView } from '../contracts/step-view.js';
import type { IdentifierStatus } from '../contracts/view-models.js';
import { restoreAdoptedStyles } from '../dom/adopted-styles.js';
import { CompositionObserver } from '../dom/composition.js';
import { createLanguageObserver, languageChanges } from '../dom/language-observer.js';
import { MessageFormatter } from '../i18n/message-formatter.js';
import { laterStyles } from '../styles/later.styles.js';
import { AddressSuggestion } from './address-suggestion.js';
import { ClientBinding } from './client-binding.js';
import { CountdownTimer } from './countdown-timer.js';
import { DisabledControls } from './disabled-controls.js';
import { dispatchStateEvents } from './dispatch-events.js';
import { FormInternals } from './form-internals.js';
import { IdentifierFields } from './identifier-fields.js';
import { switchKind } from './identifier-kind.js';
import { identifierStatus } from './identifier-status.js';
import type { LaterSteps } from './later-steps.js';
import { LoginCommands } from './login-commands.js';
import type { LoginContext } from './login-context.js';
import { OptionalParts } from './optional-parts.js';
import { PhoneField } from './phone-field.js';
import { QuestionsStep } from './questions-step.js';
import { RevealObserver } from './reveal-observer.js';
import { shownError, shownErrorText } from './shown-error.js';
import { isBusy, secondsToResend, shownStep } from './snapshot.js';
import { type Status, StatusLine } from './status-line.js';
import { destination } from './step-facts.js';
import { StepFocus } from './step-focus.js';
import { StepLoader } from './step-loader.js';

const initialState: OtpState = Object.freeze({ step: 'restoring', identifier: null, error: null, volatile: false });

/**
 * Connects one `<cognito-otp-login>` to its client: follows the client's snapshots, dispatches events, moves the focus, and
 * provides the views of the steps after the first. The user's commands go through {@link LoginCommands}.
 */
export class LoginController implements ReactiveController, LoginControl, LoginContext {
  state: OtpState = initialState;
  readonly phone: PhoneField;
  readonly commands = new LoginCommands(this);
  readonly suggestion: AddressSuggestion;
  readonly #questions = new QuestionsStep(this);
  readonly #fields: IdentifierFields;
  readonly #focus: StepFocus;
  readonly #binding: ClientBinding;
  readonly #internals: FormInternals;
  readonly #composition: CompositionObserver;
  readonly #reveal: RevealObserver;
  readonly #disabled: DisabledControls;
  readonly #loader: StepLoader;
  readonly #countdown: CountdownTimer;
  readonly #status = new StatusLine();
  readonly #pageLanguage = createLanguageObserver(() => this.host.loadTexts());
  /** The latest snapshot that was shown, while the first step is shown because the next one could not be loaded. */
  #hiddenState: OtpState | undefined;
  #unsubscribe: (() => void) | undefined;
  #isReady = false;

  constructor(
    readonly host: LoginHost,
    readonly optional: OptionalParts,
  ) {
    this.phone = new PhoneField(host);
    this.#binding = new ClientBinding(host, optional);
    this.#fields = new IdentifierFields(host);
    this.#focus = new StepFocus(host, this.commands);
    this.suggestion = new AddressSuggestion(host, (address) => this.#status.onSuggestion(address));
    this.#internals = new FormInternals(host);
    this.#reveal = new RevealObserver(host);
    this.#disabled = new DisabledControls(host);
    this.#countdown = new CountdownTimer(host, () => this.#onCountdownTick());
    this.#composition = new CompositionObserver(host.renderRoot, (field) => this.#onFieldChange(field, true));
    host.renderRoot.addEventListener('change', ({ target }) => this.#onFieldChange(target as HTMLInputElement));
    host.addStyles(laterStyles);
    this.#loader = new StepLoader(
      this,
      (...received) => this.#onState(...received),
      () => this.#onStepsMissing(),
    );
    host.addController(this);
  }

  get client(): OtpClient | undefined {
    return this.#binding.client;
  }

  /** `undefined` until they are loaded. */
  get steps(): LaterSteps | undefined {
    return this.#loader.steps;
  }

  get messages(): MessageFormatter {
    const { host, steps, optional } = this;
    const english = { ...optional.remembered?.messages, ...steps?.messages };
    return new MessageFormatter(host.language, [host.messages, host.texts], english);
  }

  hostConnected(): void {
    this.host.requestUpdate();
    const { renderRoot, shadowRoot } = this.host;
    if (shadowRoot && renderRoot === shadowRoot) {
      const later = [this.steps, this.optional.brand].flatMap((part) => part?.styles ?? []);
      restoreAdoptedStyles(shadowRoot, [this.host.styles, laterStyles, ...later]);
    }
    for (const type of ['online', 'offline']) addEventListener(type, this.#onConnectionChange);
    this.#pageLanguage.observe(this.host.ownerDocument.documentElement, languageChanges);
    if (this.host.hasUpdated) this.host.loadTexts();
    this.#status.onConnect();
    this.#reveal.connect();
  }

  hostDisconnected(): void {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#onConnectionChange);
    this.#pageLanguage.disconnect();
    this.#countdown.stop();
    this.#reveal.disconnect();
    this.steps?.disconnect();
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
    this.#focus.capture();
    this.#fields.captureFocus();
    this.#fields.capture();
    this.#fields.correctCountry();
    this.#bindClient();
  }

  #bindClient(): void {
    const { host } = this;
    try {
      if (!this.#binding.update(() => this.#unsubscribe?.())) return;
      this.commands.problem = undefined;
      this.#loader.clear();
      const client = this.client!;
      this.#unsubscribe = client.subscribe((state) => this.#loader.receive(state, false));
      this.#loader.receive(client.getState(), true);
    } catch (error) {
      this.state = { ...initialState, step: 'identifier' };
      const code = this.#binding.codeOf(error);
      this.commands.problem = { code };
      host.dispatchEvent(
        new LoginErrorEvent(code, error instanceof Error ? error.message : String(error), false, null),
      );
    }
    host.step = this.state.step;
  }

  /** @param isInitial whether this is a new client's first snapshot, for which no events are dispatched. */
  #onState(next: OtpState, isInitial: boolean): void {
    const previous = this.#hiddenState ?? this.state;
    this.#hiddenState = undefined;
    this.state = next;
    this.#status.onStateChange(previous, next, () => destination(next, this.phone), secondsToResend(next));
    this.optional.remembered?.onStateChange(previous, next);
    const { identifier } = next;
    const isFirstStep = !('delivery' in next || 'user' in next);
    if (isFirstStep && identifier && !this.optional.remembered?.covers(identifier)) {
      this.#fields.prefill(identifier, this.phone);
    }
    this.commands.onStateChange(previous, next);
    if (!isInitial) dispatchStateEvents(this.host, previous, next, this.#questions.answeredHere);
    this.#questions.onStateChange(previous);
    this.host.requestUpdate();
  }

  /** Reports that a step can't be shown. The first step stays, and its button tries again. */
  #onStepsMissing(): void {
    this.#hiddenState ??= this.state;
    this.state = { ...initialState, step: 'identifier' };
    this.commands.problem = { code: 'network' };
    this.host.dispatchEvent(new LoginErrorEvent('network', 'The next step could not be loaded.', true, null));
    this.host.requestUpdate();
  }

  readonly #onConnectionChange = (event: Event): void => {
    const online = event.type === 'online';
    this.#status.onConnectionChange(online);
    if (online && this.#loader.hasFailed) void this.#retryLoading();
    if (online && this.#shownError?.code === 'offline') this.commands.dismissError();
    this.host.requestUpdate();
  };

  /** Fresh tokens of the signed-in user. */
  async getTokens(): Promise<Tokens> {
    if (!this.client) throw new TypeError('<cognito-otp-login> has no client: set user-pool-id and client-id.');
    return this.client.getTokens();
  }

  get #shownError(): OtpError | LoginProblem | undefined {
    return shownError(this);
  }

  /** The text of the latest failure; empty if there is none. */
  get errorText(): string {
    return shownErrorText(this);
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
    const step = this.#questions.isAsked ? this.#questions.view() : this.steps?.view(this.state);
    const view = step ?? this.optional.remembered?.view(this);
    return view && { ...view, ...this.optional.brand?.of(view.name) };
  }

  /** After input in the identifier field. */
  handleInput(field: HTMLInputElement): void {
    this.dismissError();
    if (!this.#composition.isComposing(field)) {
      if (switchKind(this.host, this.#fields.wasFilledIn(field))) this.onKindSwitch();
      if (this.host.kind === 'phone') this.phone.handleInput(field);
      this.suggestion.onInput();
    }
    this.#fields.markKnown();
  }

  /** Announces that the form has switched to the other kind of identifier by itself. */
  onKindSwitch(): void {
    this.#status.onKindSwitch(this.host.kind);
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
    this.suggestion.cancel();
    this.#fields.capture();
    if (this.#loader.isWaiting) return this.#retryLoading();
    return this.#questions.isAsked ? this.#questions.submit() : this.commands.submit();
  }

  /**
   * Loads the step that could not be loaded before. No request is repeated, because the client has Cognito's reply already.
   */
  #retryLoading(): Promise<void> {
    this.commands.problem = undefined;
    this.commands.mayMoveFocus = true;
    return this.#loader.retry();
  }

  /** After rendering: focus, the ready event, WebOTP, form internals, and the countdown's timer. */
  hostUpdated(): void {
    const { state, host } = this;
    const busy = isBusy(state.step);
    // Setting the focus makes the browser compute styles and layout, so it is done after all other changes.
    this.#disabled.hostUpdated();
    this.phone.hostUpdated();
    this.#questions.hostUpdated();
    this.#internals.update(state, busy, this.#shownError?.code);
    this.steps?.hostUpdated(state);
    const step = this.#questions.isAsked ? 'questions' : shownStep(state);
    this.#focus.move(step, busy, state.step === 'restoring', !!this.errorText);
    this.#fields.markKnown();
    this.#fields.restoreFocus();
    if (!this.#isReady && this.client && host.texts) {
      this.#isReady = true;
      host.dispatchEvent(new ReadyEvent(state.step));
    }
    this.#countdown.hostUpdated();
  }

  #onCountdownTick(): void {
    if (!secondsToResend(this.state)) this.#status.onCountdownEnd();
    this.host.requestUpdate();
  }
}

/**
 * Connects an element, after the optional parts that its page uses are loaded, so that the first step does not change
 * afterwards.
 */
export async function createLogin(host: LoginHost): Promise<LoginControl> {
  const optional = new OptionalParts(host);
  await optional.load();
  host.controller = new LoginController(host, optional);
  // A failed update is reported by the browser; the commands work without it.
  await host.updateComplete.catch(() => false);
  return host.controller;
}
