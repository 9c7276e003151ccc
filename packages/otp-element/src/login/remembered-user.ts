import type { Identifier, OtpState } from '@cognito-otp/client';
import { callingCode } from '@cognito-otp/client/countries';
import type { ReactiveController } from '@lit/reactive-element';
import { deviceId, openRememberedAccount } from '../client/remembered-account.js';
import { type IdentifierKind, parseIdentifierKinds } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { StepView } from '../contracts/step-view.js';
import type { RememberedModel } from '../contracts/view-models.js';
import { allowedCountries } from '../i18n/allowed-countries.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';
import { rememberedMessages } from '../i18n/messages/en-remembered.js';
import { rememberedView } from '../views/remembered-view.js';
import { isBusy } from './snapshot.js';
import type { Status } from './status-line.js';

/** The input of the account's view. */
interface RememberedSource {
  readonly commands: { dismissError(): void };
  readonly messages: MessageFormatter;
  readonly state: OtpState;
  readonly errorText: string;
  readonly status: Status;
}

/** The person who signed in last on this device, if the page has asked to remember them. */
export class RememberedUser implements ReactiveController {
  /** The stored account; `undefined` once the visitor has chosen another one. */
  #identifier: Identifier | undefined;

  /**
   * The metadata that the form's client sends to the triggers with every request: the id by which the user pool recognizes
   * this device, if it can be stored. Strangers who use up the guesses of an account then can't lock its owner out
   * (docs/security.md, known devices). If the page passes its own client, the page decides on the metadata.
   */
  readonly clientMetadata: Record<string, string> = {};

  /** The configuration for which the record was read. */
  #readFor: readonly unknown[] = [];

  /** The English texts of its view. */
  readonly messages = rememberedMessages;
  /** Whether the field, which the account may replace, had the focus. */
  #hadFocus = false;

  constructor(readonly host: LoginHost) {
    host.addController(this);
    host.renderRoot.addEventListener('focusin', this.#onFocus);
  }

  hostConnected(): void {
    addEventListener('storage', this.#onStorage);
  }

  hostDisconnected(): void {
    removeEventListener('storage', this.#onStorage);
  }

  /** Before rendering: reads the record if the configuration has changed. */
  hostUpdate(): void {
    this.#hadFocus = !!this.host.renderRoot.querySelector('.group input:focus');
    const { clientId, persistence, storage } = this.host;
    const options = [clientId, persistence, storage, this.#isWanted];
    if (options.every((value, index) => value === this.#readFor[index]) && this.#readFor.length) return;
    this.#readFor = options;
    this.#load();
  }

  /** After rendering: if the account has replaced a field that had the focus, its button gets the focus. */
  hostUpdated(): void {
    if (this.#hadFocus && !this.host.renderRoot.querySelector(':focus')) this.#button?.focus({ preventScroll: true });
  }

  /** The button that continues; `undefined` if it isn't shown. */
  get #button(): HTMLElement | undefined {
    return this.host.renderRoot.querySelector('[part=remembered]')?.closest('button') ?? undefined;
  }

  /** A step without a field focuses its heading. Here the button gets the focus, because keyboard users need it next. */
  readonly #onFocus = ({ target }: Event): void => {
    if ((target as Element).localName === 'h2') this.#button?.focus({ preventScroll: true });
  };

  /** Whether the page asks to remember the person at present. */
  get #isWanted(): boolean {
    return this.host.hasAttribute('remember');
  }

  /** The record for the page's present configuration. */
  get #record() {
    const { clientId, persistence = 'local', storage } = this.host;
    return openRememberedAccount({ clientId, persistence, storage });
  }

  /** The first step for the account to continue with; `undefined` if there is none. */
  view(source: RememberedSource): StepView | undefined {
    return this.current && rememberedView(rememberedModel(source, this, this.current));
  }

  /** The account to continue with; `undefined` if there is none, or if something was typed instead. */
  get current(): Identifier | undefined {
    const { host } = this;
    const identifier = this.#identifier;
    if (!identifier || !this.#isWanted || host.typed.phone || host.typed.email) return undefined;
    return this.#isAccepted(identifier) ? identifier : undefined;
  }

  /** Whether the page still accepts this identifier. */
  #isAccepted(identifier: Identifier): boolean {
    const { identifiers, countries } = this.host;
    if (!parseIdentifierKinds(identifiers).includes(kindOf(identifier))) return false;
    if (!('phone' in identifier)) return true;
    return allowedCountries(countries).some((country) => identifier.phone.startsWith(`+${callingCode(country)}`));
  }

  /** Whether this is the account to continue with. */
  covers(identifier: Identifier): boolean {
    return JSON.stringify(this.current) === JSON.stringify(identifier);
  }

  #setDevice(device: string | undefined): void {
    delete this.clientMetadata['device'];
    if (device) this.clientMetadata['device'] = device;
  }

  /** Reads the record. Without `remember`, it removes the record that an earlier version of the page stored. */
  #load(): void {
    const { host } = this;
    this.#identifier = undefined;
    this.#setDevice(undefined);
    if (!this.#isWanted) this.#record.remove();
    else {
      this.#record.read((identifier, device) => {
        this.#setDevice(device);
        this.#identifier = identifier;
        if (!this.current) return;
        host.kind = kindOf(this.current);
        host.requestUpdate();
      });
    }
  }

  /** Follows the client: remembers who signs in here, and offers that account once they have signed out. */
  onStateChange(previous: OtpState, next: OtpState): void {
    const { host } = this;
    const signsIn = next.step === 'signed-in' && !('user' in previous) && isBusy(previous.step);
    if (signsIn && previous.step !== 'restoring' && this.#isWanted && next.identifier) {
      this.#record.write(next.identifier, this.clientMetadata['device']);
    }
    if ('user' in previous && !('user' in next)) {
      if (this.#isWanted) Object.assign(host.typed, { phone: '', email: '' });
      this.#load();
    }
  }

  /** Another tab may have changed the record. */
  readonly #onStorage = ({ key }: StorageEvent): void => {
    if (key !== null && key !== this.#record.key) return;
    this.#load();
    this.host.requestUpdate();
  };

  /** The visitor wants to enter another identifier. The account stays stored until another user signs in. */
  leave(): void {
    this.#identifier = undefined;
  }

  /** Removes the account and the device's id from this device. */
  forget(): void {
    this.#record.remove();
    this.#setDevice(this.clientMetadata['device'] && deviceId());
    this.leave();
    this.host.requestUpdate();
  }
}

/** The model of the first step for a person whom the device remembers. */
function rememberedModel(
  source: RememberedSource,
  remembered: RememberedUser,
  identifier: Identifier,
): RememberedModel {
  const { commands, messages, state, errorText, status } = source;
  const { host } = remembered;
  return {
    messages,
    channel: 'phone' in identifier ? 'sms' : 'email',
    name: maskIdentifier(identifier),
    busy: state.step === 'starting',
    error: errorText,
    status: status.text,
    quiet: status.quiet,
    onforget: () => {
      commands.dismissError();
      remembered.forget();
      host.updateComplete.then(() => host.focus());
    },
  };
}

/** The kind of an identifier. */
export const kindOf = (identifier: Identifier): IdentifierKind => ('phone' in identifier ? 'phone' : 'email');

/** A masked identifier, which its owner can recognize and other users of the device cannot read. */
export function maskIdentifier(identifier: Identifier): string {
  if ('email' in identifier) {
    const [first = ''] = identifier.email;
    return `${first}•••${identifier.email.slice(identifier.email.lastIndexOf('@'))}`;
  }
  const { phone } = identifier;
  const country = allowedCountries(undefined).find((each) => phone.startsWith(`+${callingCode(each)}`));
  return `${country ? `+${callingCode(country)} ` : ''}••• ${phone.slice(-3)}`;
}
