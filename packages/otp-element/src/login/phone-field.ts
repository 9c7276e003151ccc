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
    if (!this.#phone) {
      this.prefetch();
      return;
    }
    const country = this.#phone.countryOfTyped(field.value);
    if (country && this.#isAllowed(country)) host.country = country;
    if (host.format === 'as-you-type' && field.selectionEnd === field.value.length) {
      field.value = this.#phone.formatAsTyped(field.value, host.country);
      host.typed.phone = field.value;
    }
  }

  /** After the field lost the focus: writes the number in its country's national format. */
  handleBlur(): void {
    const { host } = this;
    if (!this.#phone || !host.typed.phone) return;
    const parsed = this.#phone.parsePhone(host.typed.phone, host.country);
    if (parsed.problem) return;
    if (parsed.country && this.#isAllowed(parsed.country)) host.country = parsed.country;
    const isNational = parsed.country === host.country;
    host.typed.phone = this.#phone.formatPhone(parsed.e164, isNational ? 'national' : 'international');
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
