import type { IdentifierKind } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';

/**
 * Keeps the input of the first step across updates. Some password managers fill a field in without an event, and a field
 * that is created again would lose its value, its focus and its caret.
 */
export class IdentifierFields {
  /** The identifier field's value as far as the element knows it. */
  #knownValue: string | undefined;
  #focused: HTMLInputElement | undefined;

  constructor(private readonly host: LoginHost) {}

  get #identifier(): HTMLInputElement | null {
    return this.host.renderRoot.querySelector<HTMLInputElement>('.group :is([name=phone], [name=email])');
  }

  /** Reads the fields before they are rendered or used. */
  capture(): void {
    const { host } = this;
    const field = this.#identifier;
    // A form that a server rendered has no handlers yet: its input is read when the element takes the form over.
    if (!field?.oninput) return;
    this.#focused = host.renderRoot.querySelector<HTMLInputElement>('.group :focus') ?? undefined;
    if (field.value !== this.#knownValue) host.typed[field.name as IdentifierKind] = field.value;
    const questions = host.renderRoot.querySelectorAll<HTMLInputElement>('[data-field]');
    host.answers = new Map([
      ...(host.answers ?? []),
      ...Array.from(questions, ({ name, value }) => [name, value] as const),
    ]);
  }

  /** Marks the identifier field's value as known, so that later silent autofill can be detected. */
  markKnown(): void {
    this.#knownValue = this.#identifier?.value;
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
