import type { IdentifierKind } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';

/**
 * Keeps the input of the first step across updates. Some password managers fill a field in without an event, and a field
 * that is created again would lose its value, its focus and its caret.
 */
export class IdentifierFields {
  /** The identifier field's value as far as the element knows it. */
  #knownValue: string | undefined;
  /** The selected country as far as the element knows it. */
  #knownCountry: string | undefined;
  #focused: HTMLInputElement | undefined;

  constructor(private readonly host: LoginHost) {}

  get #identifier(): HTMLInputElement | null {
    return this.host.renderRoot.querySelector<HTMLInputElement>('.group :is([name=phone], [name=email])');
  }

  get #country(): HTMLSelectElement | null {
    return this.host.renderRoot.querySelector<HTMLSelectElement>('.group [name=country]');
  }

  /** Whether this is the field for the identifier. */
  isIdentifier(field: HTMLInputElement): boolean {
    return field === this.#identifier;
  }

  /**
   * Reads the fields before they are rendered or used.
   * @returns whether the identifier has changed without the element being notified.
   */
  capture(): boolean {
    const { host } = this;
    const field = this.#identifier;
    // A form that a server rendered has no handlers yet: its input is read when the element takes the form over.
    if (!field?.oninput) return false;
    this.#focused = host.renderRoot.querySelector<HTMLInputElement>('.group :focus') ?? undefined;
    const isUnknown = field.value !== this.#knownValue;
    if (isUnknown) host.typed[field.name as IdentifierKind] = field.value;
    const country = this.#country?.value;
    if (country && this.#knownCountry !== undefined && country !== this.#knownCountry) host.country = country;
    const questions = host.renderRoot.querySelectorAll<HTMLInputElement>('[data-field]');
    host.answers = new Map([
      ...(host.answers ?? []),
      ...Array.from(questions, ({ name, value }) => [name, value] as const),
    ]);
    return isUnknown;
  }

  /** Marks the values of identifier and country as known, so that later silent autofill can be detected. */
  markKnown(): void {
    this.#knownValue = this.#identifier?.value;
    this.#knownCountry = this.#country?.value;
  }

  /** Gives the focus back to a field that had it and was created again, because its position among the others changed. */
  restoreFocus(): void {
    const lost = this.#focused;
    this.#focused = undefined;
    if (!lost || lost.isConnected) return;
    const again = this.host.renderRoot.querySelector<HTMLInputElement>(`.group [name="${CSS.escape(lost.name)}"]`);
    again?.focus();
    // An email field has no caret position to read.
    if (lost.selectionStart) again?.setSelectionRange(lost.selectionStart, lost.selectionEnd);
  }
}
