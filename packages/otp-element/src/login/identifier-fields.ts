import type { Identifier } from '@cognito-otp/client';
import type { IdentifierKind } from '../contracts/identifier.js';
import type { LoginHost } from '../contracts/login-host.js';
import { allowedCountries } from '../i18n/allowed-countries.js';
import { parseCountryCodes } from '../i18n/country-codes.js';
import type { PhoneField } from './phone-field.js';

/**
 * Keeps the input of the first step across updates. Some password managers fill a field in without an event, and a field
 * that is created again would lose its value, its focus and its caret.
 */
export class IdentifierFields {
  /** The identifier field's value as far as the element knows it. */
  #knownValue: string | undefined;
  /** The selected country as far as the element knows it. */
  #knownCountry: string | undefined;
  /** The field that has the focus, or had it before it was created again, and its caret, unless it hides its caret. */
  #focused: { readonly field: HTMLInputElement; readonly caret: readonly [number, number] | undefined } | undefined;

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

  /** Whether the field's text was pasted or filled in, rather than typed: more than one character has been added. */
  wasFilledIn(field: HTMLInputElement): boolean {
    return field.value.length > (this.#knownValue?.length ?? 0) + 1;
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

  /** Selects another country if the selected one is not, or no longer, among those to choose from. */
  correctCountry(): void {
    const { host } = this;
    const allowed = allowedCountries(host.countries);
    if (allowed.includes(host.country)) return;
    const listed = parseCountryCodes(host.countries).filter((each) => allowed.includes(each));
    host.country = host.likelyCountry(allowed) || (listed[0] ?? '');
  }

  /** Fills in the identifier of an earlier sign-in, unless something was typed. */
  prefill(identifier: Identifier, phone: PhoneField): void {
    const { host } = this;
    if (host.typed.phone || host.typed.email) return;
    if ('phone' in identifier) {
      host.typed.phone = identifier.phone;
      phone.load().then(
        () => phone.handleBlur(),
        () => host.requestUpdate(),
      );
    } else host.typed.email = identifier.email;
    host.kind = 'phone' in identifier ? 'phone' : 'email';
  }

  /**
   * Reads which field has the focus, before rendering. While a field is being removed, the focus is not read, because
   * Chrome dispatches the field's `change` event after the focus was lost.
   */
  captureFocus(): void {
    const field = this.host.renderRoot.querySelector<HTMLInputElement>('.group :focus');
    const { selectionStart: start, selectionEnd: end } = field ?? {};
    const hasCaret = typeof start === 'number' && typeof end === 'number';
    this.#focused = field ? { field, caret: hasCaret ? [start, end] : undefined } : undefined;
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
    if (!lost || lost.field.isConnected) return;
    const sameName = `.group [name="${CSS.escape(lost.field.name)}"]`;
    // The kind of identifier may have changed with the text in the field.
    const again = this.host.renderRoot.querySelector<HTMLInputElement>(sameName) ?? this.#identifier;
    again?.focus();
    if (again && 'setSelectionRange' in again)
      placeCaret(again, lost.caret ?? [again.value.length, again.value.length]);
  }
}

/** Selects a part of a field's text. An email field allows that only while it is a text field. */
function placeCaret(field: HTMLInputElement, caret: readonly [number, number]): void {
  const { type } = field;
  if (type === 'email') field.type = 'text';
  field.setSelectionRange(...caret);
  field.type = type;
}
