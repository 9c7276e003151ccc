import type { LoginHost } from '../contracts/login-host.js';
import type { LoginProblem } from '../contracts/login-problem.js';
import { allowedCountries } from '../i18n/allowed-countries.js';

type PhoneModule = typeof import('./phone-library.js');

/**
 * The phone number of the first step: formats it, selects the country of a number typed with `+`, and converts it to E.164.
 * The phone metadata is loaded when it is first needed; until then the number is not formatted.
 */
export class PhoneField {
  #phone: PhoneModule | undefined;
  #loading: Promise<PhoneModule> | undefined;
  /** The field's text after the latest input, to recognize what the next input has deleted. */
  #lastText = '';

  constructor(private readonly host: LoginHost) {}

  /** Loads the phone metadata. Rejects if it can't be loaded; the next call tries again. */
  load(): Promise<PhoneModule> {
    this.#loading ??= import('./phone-library.js').then(
      (phone) => {
        this.#phone = phone;
        this.host.requestUpdate();
        return phone;
      },
      (error) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  /** Starts loading. A failure is ignored here: using the number tries again, and reports it. */
  prefetch(): void {
    this.load().catch(() => this.#phone);
  }

  /** An E.164 number as it is written for reading; unformatted while the metadata is loading. */
  format(e164: string): string {
    if (!this.#phone) this.prefetch();
    return this.#phone?.formatPhone(e164) ?? e164;
  }

  /** After input: selects the country of a typed calling code; formats as the user types if the page asks for it. */
  handleInput(field: HTMLInputElement): void {
    const { host } = this;
    const previous = this.#lastText;
    this.#lastText = field.value;
    if (!this.#phone) {
      this.prefetch();
      return;
    }
    const country = this.#phone.countryOfTyped(field.value);
    if (country && this.#isAllowed(country)) host.country = country;
    if (host.format === 'as-you-type' && field.selectionEnd === field.value.length) {
      const text = withoutLastDigit(previous, field.value);
      this.#lastText = text && this.#phone.formatAsTyped(text, host.country);
      field.value = this.#lastText;
      host.typed.phone = this.#lastText;
    }
  }

  /** After the field lost the focus: writes the number in its country's national format. */
  handleBlur(): void {
    // Afterwards: a field also loses the focus while it is removed, in the middle of an update.
    queueMicrotask(() => this.#formatTyped());
  }

  #formatTyped(): void {
    const { host } = this;
    if (!this.#phone || !host.typed.phone) return;
    const parsed = this.#phone.parsePhone(host.typed.phone, host.country);
    if (parsed.problem) return;
    if (parsed.country && this.#isAllowed(parsed.country)) host.country = parsed.country;
    const isNational = parsed.country === host.country;
    host.typed.phone = this.#phone.formatPhone(parsed.e164, isNational ? 'national' : 'international');
    this.#lastText = host.typed.phone;
    host.requestUpdate();
  }

  /** The field's value in E.164, or what is wrong with it. */
  async parse(): Promise<string | LoginProblem> {
    const { host } = this;
    if (!host.typed.phone.trim()) return { code: 'invalid_phone' };
    const phone = await this.load().catch(() => undefined);
    if (!phone) return { code: 'network' };
    const parsed = phone.parsePhone(host.typed.phone, host.country);
    if (parsed.problem) return { code: 'invalid_phone' };
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
