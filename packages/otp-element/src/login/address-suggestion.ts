import type { LoginHost } from '../contracts/login-host.js';

/** The time without input before a suggestion appears, in ms, because an incomplete address looks like a mistake. */
const PAUSE_MS = 600;

/**
 * Suggests another address if the typed domain looks like a mistake. The address is used as it was typed unless the visitor
 * accepts the suggestion.
 */
export class AddressSuggestion {
  /** The address that was probably meant. */
  #suggested: string | undefined;
  /** The typed address that it belongs to. */
  #typed = '';
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange called with each new suggestion, and with `undefined` when it is withdrawn. */
  constructor(
    private readonly host: LoginHost,
    private readonly onChange: (address: string | undefined) => void,
  ) {}

  /** The suggestion for the address in the field; `undefined` if there is none. */
  get current(): string | undefined {
    const { kind, typed } = this.host;
    return kind === 'email' && typed.email === this.#typed ? this.#suggested : undefined;
  }

  /** After input in the identifier field. */
  onInput(): void {
    clearTimeout(this.#timer);
    this.#forget();
    if (this.host.kind !== 'email' || !this.host.typed.email.includes('@')) return;
    this.#timer = setTimeout(() => this.#search(), PAUSE_MS);
  }

  /** Before the address is used: cancels a suggestion that has not appeared yet. */
  cancel(): void {
    clearTimeout(this.#timer);
  }

  /** Puts the suggestion into the field. */
  accept(): void {
    const { host, current } = this;
    if (!current) return;
    host.typed.email = current;
    this.#forget();
  }

  #forget(): void {
    if (!this.#suggested) return;
    this.#suggested = undefined;
    this.onChange(undefined);
    this.host.requestUpdate();
  }

  async #search(): Promise<void> {
    const { host } = this;
    // Without the list of domains there is no suggestion; nothing else depends on it.
    const domains = await import('./mail-domains.js').catch(() => undefined);
    const typed = host.typed.email;
    if (!domains || host.kind !== 'email' || !host.isConnected || host.step !== 'identifier') return;
    this.#typed = typed;
    this.#suggested = domains.suggestAddress(typed);
    if (!this.#suggested) return;
    this.onChange(this.#suggested);
    host.requestUpdate();
  }
}
