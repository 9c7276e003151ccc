import type { Identifier, OtpClient, OtpError, OtpErrorCode, OtpState, Tokens } from '@cognito-otp/client';
import { callingCode } from '@cognito-otp/client/countries';
import type { ReactiveController } from '@lit/reactive-element';
import { ErrorEvent, ReadyEvent } from '../contracts/events.js';
import type { StepView } from '../contracts/step-view.js';
import { readopt } from '../dom/adopted-styles.js';
import { drawTemplates } from '../dom/draw-templates.js';
import type { Child } from '../dom/tree.js';
import { CodeReceiver } from '../dom/web-otp.js';
import type { CognitoOtpLogin } from '../elements/cognito-otp-login.js';
import { browserCountry } from '../i18n/page-language.js';
import { Words } from '../i18n/words.js';
import { styles } from '../styles/cognito-otp-login.styles.js';
import { laterStyles } from '../styles/later.styles.js';
import { codeStep } from '../views/code-view.js';
import { allowedCountries, countryOptions, showsCode } from '../views/country-options.js';
import { signedInStep } from '../views/signed-in-view.js';
import { OwnClient } from './client-binding.js';
import { announce } from './dispatch-events.js';
import { FirstFields } from './first-fields.js';
import { FormPresence } from './form-internals.js';
import { LoginCommands } from './login-commands.js';
import { errorText } from './page-controls.js';
import { PhoneField } from './phone-field.js';
import { type Status, StatusLine } from './status-line.js';

/** What went wrong in the element itself, before the client was asked. */
export interface Problem {
  readonly code: OtpErrorCode;
}

const nothingYet: OtpState = Object.freeze({ step: 'restoring', identifier: null, error: null, volatile: false });

/**
 * Follows the client of one `<cognito-otp-login>`, and draws what its snapshots say: the steps after the first. What a
 * person asks for goes through {@link LoginCommands}.
 */
export class ClientController implements ReactiveController {
  state: OtpState = nothingYet;
  readonly commands = new LoginCommands(this);
  readonly phone = new PhoneField(this);
  readonly #fields: FirstFields;
  readonly #own: OwnClient;
  readonly #presence: FormPresence;
  readonly #status = new StatusLine();
  readonly #receiver = new CodeReceiver((text) => this.commands.receive(text));
  /** Follows the page's language, which changes without the element being told. */
  readonly #page = new MutationObserver(() => this.host.loadTexts());
  #stop: (() => void) | undefined;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #drawn: StepView['name'] | undefined;
  #hadFocus = false;
  #wasBusy = false;
  #told = false;

  constructor(readonly host: CognitoOtpLogin) {
    this.#own = new OwnClient(host);
    this.#fields = new FirstFields(host);
    this.#presence = new FormPresence(host);
    host.addStyles(laterStyles);
    host.addController(this);
  }

  get client(): OtpClient | null {
    return this.#own.client;
  }

  get words(): Words {
    return new Words(this.host.language, [this.host.messages, this.host.texts]);
  }

  hostConnected(): void {
    this.host.requestUpdate();
    const { renderRoot, shadowRoot } = this.host;
    if (shadowRoot && renderRoot === shadowRoot) readopt(shadowRoot, [styles, laterStyles]);
    for (const type of ['online', 'offline']) addEventListener(type, this.#onConnection);
    this.#page.observe(document.documentElement, { attributeFilter: ['lang'] });
    if (this.host.hasUpdated) this.host.loadTexts();
    this.#status.arrive();
  }

  hostDisconnected(): void {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#onConnection);
    this.#page.disconnect();
    clearTimeout(this.#tick);
    this.#receiver.stop();
    // A form that is only moved is back at once, and goes on with its client.
    queueMicrotask(() => {
      if (this.host.isConnected) return;
      this.#stop?.();
      this.#own.release();
    });
  }

  /** Makes a new client when something it was made from has changed. */
  hostUpdate(): void {
    const { host } = this;
    // An update may still come after the element has been taken off the page.
    if (!host.isConnected) return;
    this.#hadFocus = !!host.renderRoot.querySelector(':focus');
    this.#fields.read();
    const allowed = allowedCountries(host);
    if (!allowed.includes(host.country))
      host.country = allowed.find((each) => each === browserCountry()) ?? allowed[0]!;
    try {
      if (!this.#own.renew(() => this.#stop?.())) return;
      this.commands.problem = null;
      this.#stop = this.client!.subscribe((state) => this.#onState(state));
      this.#onState(this.client!.getState(), true);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.state = { ...nothingYet, step: 'identifier' };
      this.commands.problem = { code: 'configuration' };
      host.dispatchEvent(new ErrorEvent('configuration', message, false, null));
    }
    host.step = this.state.step;
  }

  #onState(next: OtpState, untold = false): void {
    const previous = this.state;
    this.state = next;
    this.#status.follow(previous, next, this.destination, this.countdown);
    if (!('delivery' in next || 'user' in next) && next.identifier) this.#recall(next.identifier);
    this.commands.follow(previous, next);
    if (!untold) announce(this.host, previous, next);
    this.host.requestUpdate();
  }

  /** Puts the number or address of an earlier visit back into its field, so that nobody types it twice. */
  #recall(identifier: Identifier): void {
    const { host } = this;
    if (host.typed.phone || host.typed.email) return;
    if ('phone' in identifier) {
      host.typed.phone = identifier.phone;
      this.phone.load().then(
        () => this.phone.left(),
        () => host.requestUpdate(),
      );
    } else host.typed.email = identifier.email;
    host.kind = 'phone' in identifier ? 'phone' : 'email';
  }

  #onConnection = (event: Event): void => {
    const back = event.type === 'online';
    this.#status.connection(back);
    if (back && this.#shown?.code === 'offline') this.commands.forgive();
    this.host.requestUpdate();
  };

  /** How many digits the code has. Whatever a server says, it is a number of cells that can be drawn. */
  get codeLength(): number {
    return Math.min(Math.max('delivery' in this.state ? this.state.delivery.codeLength : 6, 4), 10);
  }

  /** The live region's line. */
  get status(): Status {
    return this.#status.read(this.words, this.#shown?.code === 'offline');
  }

  async getTokens(): Promise<Tokens> {
    if (!this.client) throw new TypeError('<cognito-otp-login> has no client: set user-pool-id and client-id.');
    return this.client.getTokens();
  }

  /** Where the code went, as it will be used: the number or address as typed, else the server's masked one. */
  get destination(): string {
    const { state } = this;
    if (!('delivery' in state)) return '';
    const { identifier, delivery } = state;
    if (identifier && 'phone' in identifier && delivery.channel === 'sms') return this.phone.format(identifier.phone);
    if (identifier && 'email' in identifier && delivery.channel === 'email') return identifier.email;
    return delivery.destination;
  }

  /** Time until a message may be asked for, `0:24`; empty when it may be now. */
  get countdown(): string {
    const at = ('delivery' in this.state && this.state.delivery.resendAt) || 0;
    const seconds = Math.ceil((at - Date.now()) / 1000);
    return seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : '';
  }

  /** What went wrong last; null when nothing did, or when the person has begun to correct it. */
  get #shown(): OtpError | Problem | null {
    const { problem, forgiven } = this.commands;
    const { error } = this.state;
    return problem ?? (error && error !== forgiven && error.code !== 'aborted' ? error : null);
  }

  /** The text for what went wrong last, or nothing. */
  get errorText(): string {
    const shown = this.#shown;
    if (!shown) return '';
    const delivery = 'delivery' in this.state ? this.state.delivery : null;
    const retryAt = 'retryAt' in shown ? shown.retryAt : null;
    const text = this.words.error(shown.code, retryAt, this.codeLength, delivery?.attemptsLeft ?? null);
    const told = errorText(this.host, shown, text);
    return told && told + this.commands.ending;
  }

  /** What the first step shows once the client is there. */
  get identifier(): {
    readonly busy: boolean;
    readonly error: string;
    readonly invalid: boolean;
    readonly status: string;
    readonly quiet: boolean;
    readonly options: readonly Child[];
    /** The country's calling code, as it is written before a number. */
    readonly prefix: string;
    /** Whether the list above shows it too. */
    readonly near: boolean;
  } {
    const error = this.errorText;
    const code = this.commands.problem?.code ?? this.state.error?.code ?? '';
    return {
      busy: this.state.step === 'starting',
      error,
      invalid: !!error && /^(invalid|unsupported_dest)/.test(code),
      status: this.status.text,
      quiet: this.status.quiet,
      options: countryOptions(this.host, this.words),
      prefix: `+${callingCode(this.host.country)}`,
      near: showsCode(this.host, this.words),
    };
  }

  /** The step to draw; `undefined` for the first one, which the element draws itself. */
  view(): StepView | undefined {
    const { state } = this;
    if ('delivery' in state) return codeStep(this, state);
    if ('user' in state) return signedInStep(this, state);
    return undefined;
  }

  /** What of a step the element doesn't draw itself. */
  drawTemplates(view: StepView): void {
    drawTemplates(this.host.renderRoot, view);
  }

  typedIdentifier(field: HTMLInputElement): void {
    this.forgive();
    if (field.type === 'tel') this.phone.typed(field);
    this.#fields.know();
  }

  leftPhone(): void {
    this.phone.left();
  }

  /** Takes an error's text away, once the person has begun to correct what it was about. */
  forgive(): void {
    if (!this.errorText) return;
    this.commands.forgive();
    this.host.requestUpdate();
  }

  submit(): Promise<void> {
    this.#fields.read();
    return this.commands.submit();
  }

  hostUpdated(): void {
    const { state, host } = this;
    const name: StepView['name'] = 'delivery' in state ? 'code' : 'user' in state ? 'signed-in' : 'identifier';
    const moved = this.#drawn && this.#drawn !== name && (this.#hadFocus || this.commands.acted);
    const moves = moved || this.commands.takeFocus();
    if (moves) this.focus();
    this.#fields.know();
    const busy = /ing$/.test(state.step);
    // What comes after that is nobody's doing here, and takes the focus from nothing else on the page.
    if (moves || (this.#wasBusy && !busy)) this.commands.acted = false;
    this.#wasBusy = busy && state.step !== 'restoring';
    if (state.step !== 'restoring') this.#drawn = name;
    if (!this.#told && this.client && host.texts) {
      this.#told = true;
      host.dispatchEvent(new ReadyEvent(state.step));
    }
    const awaited = state.step === 'code' && state.delivery.sent && state.delivery.channel === 'sms';
    awaited ? this.#receiver.wait() : this.#receiver.stop();
    this.#presence.update(state, busy, this.#shown?.code ?? null);
    clearTimeout(this.#tick);
    // What was drawn counts: the wait may have ended since.
    const counts = host.renderRoot.querySelector('[part=countdown]');
    if (counts) this.#tick = setTimeout(() => this.#onTick(), 1000 - (Date.now() % 1000));
    if (name === 'code') host.renderRoot.querySelector('form')?.classList.toggle('done', state.step === 'checking');
  }

  /** To where a person goes on: the field of the step, or its heading. */
  focus(): void {
    const input = this.host.renderRoot.querySelector<HTMLInputElement>('input.code, .group input');
    this.host.focus({ preventScroll: !input });
    if (this.errorText) input?.select();
  }

  #onTick(): void {
    if (!this.countdown) this.#status.waited();
    this.host.requestUpdate();
  }
}
