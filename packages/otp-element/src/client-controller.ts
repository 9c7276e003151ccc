import {
  type Identifier,
  type OtpClient,
  OtpError,
  type OtpErrorCode,
  type OtpState,
  type Tokens,
} from '@cognito-otp/client';
import { callingCode } from '@cognito-otp/client/countries';
import type { ReactiveController } from 'lit';
import { announce } from './announce.js';
import { borrowClient } from './client-registry.js';
import type { CognitoOtpLogin } from './cognito-otp-login.js';
import { ErrorEvent, ReadyEvent } from './events.js';
import { FormPresence } from './form-presence.js';
import { LoginCommands } from './login-commands.js';
import { errorText } from './page-controls.js';
import { codeStep } from './steps/code-step.js';
import { allowedCountries, type CountryOption, countryOptions, showsCode } from './steps/country-options.js';
import { laterStyles } from './steps/later.styles.js';
import { PhoneField } from './steps/phone-field.js';
import { signedInStep } from './steps/signed-in-step.js';
import type { StepView } from './steps/step-view.js';
import { receiveCode } from './web-otp.js';
import { Words } from './words.js';

/** What went wrong in the element itself, before the client was asked. */
export interface Problem {
  readonly code: OtpErrorCode;
}

/** A line for the live region. */
export interface Status {
  readonly text: string;
  /** Only heard, since what is seen says it already. */
  readonly quiet: boolean;
}

/** What the live region says, in whatever the page's language is when it is drawn. */
interface Said {
  say(words: Words): string;
  readonly quiet: boolean;
}

const silent: Said = { say: () => '', quiet: true };
const offline: Said = { say: (words) => words.get('offline'), quiet: false };

const nothingYet: OtpState = Object.freeze({ step: 'restoring', identifier: null, error: null, volatile: false });

/**
 * Owns the client of one `<cognito-otp-login>`: makes it from the attributes (or takes the page's own), follows its
 * snapshots, and draws the steps after the first. What a person asks for goes through {@link LoginCommands}.
 */
export class ClientController implements ReactiveController {
  state: OtpState = nothingYet;
  client: OtpClient | null = null;
  readonly commands = new LoginCommands(this);
  readonly phone = new PhoneField(this);
  readonly #presence: FormPresence;
  /** Follows the page's language, which changes without the element being told. */
  readonly #page = new MutationObserver(() => this.host.loadTexts());
  #said = silent;
  #madeFor: unknown[] = [];
  #giveBack: (() => void) | undefined;
  #stop: (() => void) | undefined;
  #tick: ReturnType<typeof setTimeout> | undefined;
  #webOtp: AbortController | undefined;
  #drawn: StepView['name'] | undefined;
  #hadFocus = false;
  #wasBusy = false;
  #told = false;

  constructor(readonly host: CognitoOtpLogin) {
    this.#presence = new FormPresence(host);
    host.addStyles(laterStyles);
    host.addController(this);
  }

  get words(): Words {
    return new Words(this.host.language, [this.host.messages, this.host.texts]);
  }

  hostConnected(): void {
    this.host.requestUpdate();
    for (const type of ['online', 'offline']) addEventListener(type, this.#onConnection);
    this.#page.observe(document.documentElement, { attributeFilter: ['lang'] });
    if (this.host.hasUpdated) this.host.loadTexts();
    if (this.#said === offline) this.#said = silent;
  }

  hostDisconnected(): void {
    for (const type of ['online', 'offline']) removeEventListener(type, this.#onConnection);
    this.#page.disconnect();
    clearTimeout(this.#tick);
    this.#webOtp?.abort();
    this.#webOtp = undefined;
    this.#release();
    this.#madeFor = [];
  }

  /** Makes a new client when something it was made from has changed. */
  hostUpdate(): void {
    const { host } = this;
    // An update may still come after the element has been taken off the page.
    if (!host.isConnected) return;
    this.#hadFocus = !!host.renderRoot.querySelector(':focus');
    const allowed = allowedCountries(host);
    if (!allowed.includes(host.country)) host.country = allowed[0]!;
    const from = [
      host.client,
      host.userPoolId,
      host.clientId,
      host.region,
      host.endpoint,
      host.persistence,
      host.signUp,
      host.flow,
      host.storage,
      host.fetcher,
    ];
    if (this.#madeFor.length && from.every((value, index) => value === this.#madeFor[index])) return;
    this.#madeFor = from;
    this.#release();
    this.commands.problem = null;
    try {
      this.client = host.client ?? this.#create();
      this.#stop = this.client.subscribe((state) => this.#onState(state));
      this.#onState(this.client.getState(), true);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.state = { ...nothingYet, step: 'identifier' };
      this.commands.problem = { code: 'configuration' };
      host.dispatchEvent(new ErrorEvent('configuration', message, false, null));
    }
    host.step = this.state.step;
  }

  #create(): OtpClient {
    const { userPoolId, clientId, region, endpoint, persistence, signUp, flow, storage, fetcher } = this.host;
    if (!userPoolId || !clientId) {
      throw new OtpError('configuration', 'Set user-pool-id and client-id on <cognito-otp-login>.');
    }
    const loan = borrowClient(
      {
        userPoolId,
        clientId,
        ...(region && { region }),
        ...(endpoint && { endpoint }),
        ...(persistence && { persistence }),
      },
      {
        locale: this.host.language,
        ...(signUp && { signUp }),
        ...(flow && { flow }),
        ...(storage && { storage }),
        ...(fetcher && { fetcher }),
      },
    );
    this.#giveBack = loan.release;
    return loan.client;
  }

  #release(): void {
    this.#stop?.();
    this.#giveBack?.();
    this.client = null;
    this.#stop = undefined;
    this.#giveBack = undefined;
  }

  #onState(next: OtpState, untold = false): void {
    const previous = this.state;
    this.state = next;
    const notice = 'notice' in next ? next.notice : null;
    if (next.step === 'code' && notice && (!('notice' in previous) || previous.step !== 'code')) {
      this.#said = this.#notice(notice);
    } else if (next.step !== previous.step) {
      this.#said = this.#progress(next, previous);
    }
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

  /** What has just happened to the code, with the wait as it is now: one that counts down would be read out every second. */
  #notice(notice: 'sent' | 'sent-again' | 'resumed'): Said {
    const { destination, countdown: time } = this;
    const quiet = notice === 'sent';
    const wait = (words: Words) => (quiet && time ? ` ${words.fill('wait', { time })}` : '');
    const key = notice === 'sent-again' ? 'sentAgain' : notice;
    return { say: (words) => words.fill(key, { destination }) + wait(words), quiet };
  }

  #progress(next: OtpState, previous: OtpState): Said {
    const said = (key: 'sending' | 'checking' | 'successTitle' | 'signingOut' | 'signedOut', quiet = true): Said => ({
      say: (words) => words.get(key),
      quiet,
    });
    switch (next.step) {
      case 'starting':
      case 'sending':
        return said('sending');
      case 'checking':
        return said('checking');
      case 'signed-in':
        return previous.step === 'restoring' ? silent : said('successTitle');
      case 'signing-out':
        return said('signingOut');
      case 'identifier':
        return previous.step === 'signing-out' ? said('signedOut', false) : silent;
      default:
        return silent;
    }
  }

  #onConnection = (event: Event): void => {
    const back = event.type === 'online';
    this.#said = back ? { say: (words) => words.get('backOnline'), quiet: false } : offline;
    if (back && this.#shown?.code === 'offline') this.commands.forgive();
    this.host.requestUpdate();
  };

  /** How many digits the code has. Whatever a server says, it is a number of cells that can be drawn. */
  get codeLength(): number {
    return Math.min(Math.max('delivery' in this.state ? this.state.delivery.codeLength : 6, 4), 10);
  }

  /** The live region's line. That there is no connection is told while nothing else is, and once: not beside its error. */
  get status(): Status {
    const said = this.#said === silent && !navigator.onLine ? offline : this.#said;
    const { say, quiet } = said === offline && this.#shown?.code === 'offline' ? silent : said;
    return { text: say(this.words), quiet };
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
    return errorText(this.host, shown, text);
  }

  /** What the first step shows once the client is there. */
  get identifier(): {
    readonly busy: boolean;
    readonly error: string;
    readonly invalid: boolean;
    readonly status: string;
    readonly quiet: boolean;
    readonly options: readonly CountryOption[];
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

  typedIdentifier(field: HTMLInputElement): void {
    this.forgive();
    if (field.type === 'tel') this.phone.typed(field);
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
    return this.commands.submit();
  }

  hostUpdated(): void {
    const { state, host } = this;
    const name: StepView['name'] = 'delivery' in state ? 'code' : 'user' in state ? 'signed-in' : 'identifier';
    const moved = this.#drawn && this.#drawn !== name && (this.#hadFocus || this.commands.acted);
    const moves = moved || this.commands.takeFocus();
    if (moves) this.focus();
    const busy = /ing$/.test(state.step);
    // What comes after that is nobody's doing here, and takes the focus from nothing else on the page.
    if (moves || (this.#wasBusy && !busy)) this.commands.acted = false;
    this.#wasBusy = busy && state.step !== 'restoring';
    if (state.step !== 'restoring') this.#drawn = name;
    if (!this.#told && this.client && host.texts) {
      this.#told = true;
      host.dispatchEvent(new ReadyEvent(state.step));
    }
    this.#receive();
    this.#presence.update(state, busy, this.#shown?.code ?? null);
    clearTimeout(this.#tick);
    if (this.countdown) this.#tick = setTimeout(() => this.#onTick(), 1000 - (Date.now() % 1000));
    if (name === 'code') host.renderRoot.querySelector('form')?.classList.toggle('done', state.step === 'checking');
  }

  /** To where a person goes on: the field of the step, or its heading. */
  focus(): void {
    const input = this.host.renderRoot.querySelector<HTMLInputElement>('input.code, .group input');
    const target = input ?? this.host.renderRoot.querySelector<HTMLElement>('h2');
    target?.focus({ preventScroll: !input });
    if (this.errorText) input?.select();
  }

  #onTick(): void {
    if (!this.countdown) this.#said = { say: (words) => words.get('canResend'), quiet: true };
    this.host.requestUpdate();
  }

  #receive(): void {
    const { state } = this;
    const waits = state.step === 'code' && state.delivery.sent && state.delivery.channel === 'sms';
    if (!waits) {
      this.#webOtp?.abort();
      this.#webOtp = undefined;
    } else if (!this.#webOtp) {
      this.#webOtp = new AbortController();
      receiveCode(this.#webOtp.signal, (text) => this.commands.receive(text));
    }
  }
}
