/**
 * The phone number of the first step, loaded when the phone field gets the focus: formats it, selects the country of a
 * number typed with `+`, and converts it to E.164.
 */
import type { PhoneMetadata } from '@cognito-otp/client/phone-metadata';
import { countryOfTyped, createPhoneOnDemand, formatPhone, parsePhone } from '@cognito-otp/client/phone-on-demand';
import type { LoginHost } from '../contracts/login-host.js';
import type { PhoneControl } from '../contracts/login-modules.js';
import type { LoginProblem } from '../contracts/login-problem.js';
import { allowedCountries } from '../i18n/allowed-countries.js';

type FormatAsTyped = typeof import('./phone-as-typed.js').formatAsTyped;

/** Works with metadata that is loaded for the selected country and the numbers that are typed. */
export class PhoneNumberControl implements PhoneControl {
  readonly #metadata = createPhoneOnDemand((part) => this.host.loadPhoneMetadata(part));
  #formatAsTyped: FormatAsTyped | undefined;
  /** The field's text after the latest input, to recognize what the next input has deleted. */
  #lastText = '';

  constructor(private readonly host: LoginHost) {}

  async load(): Promise<void> {
    await this.#metadata.load(this.host.country);
    if (this.host.format === 'as-you-type') this.#formatAsTyped ??= (await import('./phone-as-typed.js')).formatAsTyped;
  }

  format(e164: string): string {
    const format = (metadata: PhoneMetadata) => formatPhone(e164, 'international', metadata);
    const formatted = this.#metadata.ifLoaded(format);
    if (formatted !== undefined) return formatted;
    this.#metadata.whenLoaded(format).then(
      () => this.host.requestUpdate(),
      () => undefined,
    );
    return e164;
  }

  handleInput(field: HTMLInputElement): void {
    const { host } = this;
    const previous = this.#lastText;
    this.#lastText = field.value;
    this.#selectCountryOf(field.value);
    const format = this.#formatAsTyped;
    if (host.format !== 'as-you-type' || !format || field.selectionEnd !== field.value.length) return;
    const text = withoutLastDigit(previous, field.value);
    const formatted = this.#metadata.ifLoaded((metadata) => text && format(text, host.country, metadata));
    if (formatted === undefined) return;
    this.#lastText = field.value = host.typed.phone = formatted;
  }

  /** Selects the country of a typed calling code, as soon as it can be recognized. */
  #selectCountryOf(text: string): void {
    const { host } = this;
    const recognize = (metadata: PhoneMetadata) => countryOfTyped(text, metadata, host.country);
    const select = (country: string | null) => {
      if (country && this.#isAllowed(country)) host.country = country;
    };
    const country = this.#metadata.ifLoaded(recognize);
    if (country !== undefined) {
      select(country);
      return;
    }
    this.#metadata.whenLoaded(recognize).then(
      (found) => host.typed.phone === text && select(found),
      () => undefined,
    );
  }

  handleBlur(): void {
    // Deferred, because a field also loses the focus while it is removed, during an update.
    queueMicrotask(() => this.#formatTyped());
  }

  #formatTyped(): void {
    const { host } = this;
    const { country } = host;
    const text = host.typed.phone;
    if (!text) return;
    const format = (metadata: PhoneMetadata) => {
      const parsed = parsePhone(text, country, metadata);
      if (parsed.problem !== undefined) return null;
      const selected = parsed.country && this.#isAllowed(parsed.country) ? parsed.country : country;
      const style = parsed.country === selected ? 'national' : 'international';
      return { selected, text: formatPhone(parsed.e164, style, metadata) };
    };
    const show = (formatted: ReturnType<typeof format>) => {
      if (!formatted || host.typed.phone !== text) return;
      host.country = formatted.selected;
      this.#lastText = host.typed.phone = formatted.text;
      host.requestUpdate();
    };
    const formatted = this.#metadata.ifLoaded(format);
    if (formatted !== undefined) {
      show(formatted);
      return;
    }
    this.#metadata.whenLoaded(format).then(
      // The number is not changed while the user has the focus in the field again.
      (late) => host.renderRoot.querySelector('[type=tel]:focus') === null && show(late),
      () => undefined,
    );
  }

  async parse(): Promise<string | LoginProblem> {
    const { host } = this;
    const parsed = await this.#metadata
      .whenLoaded((metadata) => parsePhone(host.typed.phone, host.country, metadata))
      .catch(() => undefined);
    if (!parsed) return { code: 'network' };
    if (parsed.problem) return { code: 'invalid_phone', problem: parsed.problem };
    return !parsed.country || this.#isAllowed(parsed.country) ? parsed.e164 : { code: 'unsupported_destination' };
  }

  #isAllowed(country: string): boolean {
    return allowedCountries(this.host.countries).includes(country);
  }
}

/**
 * The text to format after input at its end. If the input has deleted only marks that formatting had inserted, the bracket
 * of `(201)` for instance, the digit before them is deleted too: otherwise formatting would insert the marks again, and
 * Backspace would have no effect.
 */
function withoutLastDigit(previous: string, text: string): string {
  const deleted = previous.startsWith(text) ? previous.slice(text.length) : '';
  return deleted && !/[+\p{Nd}]/u.test(deleted) ? text.replace(/[+\p{Nd}][^+\p{Nd}]*$/u, '') : text;
}
