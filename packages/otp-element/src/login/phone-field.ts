import { allowedCountries } from '../views/country-options.js';
import type { ClientController, Problem } from './login-controller.js';

type Phone = typeof import('@cognito-otp/client/phone');

/**
 * The phone number of the first step: formats it, lets the country follow a typed `+`, and makes E.164 of it. Loads the
 * phone metadata when it is first needed, and is of use (without formatting) before that.
 */
export class PhoneField {
  #phone: Phone | undefined;
  #loading: Promise<Phone> | undefined;

  constructor(private readonly controller: ClientController) {}

  /** Rejects when the metadata can't be loaded; the next call tries again. */
  load(): Promise<Phone> {
    this.#loading ??= import('@cognito-otp/client/phone').then(
      (phone) => {
        this.#phone = phone;
        this.controller.host.requestUpdate();
        return phone;
      },
      (error) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  /** Starts loading; what fails here is tried again, and told, when the number is used. */
  prefetch(): void {
    this.load().catch(() => this.#phone);
  }

  format(e164: string): string {
    if (!this.#phone) this.prefetch();
    return this.#phone?.formatPhone(e164) ?? e164;
  }

  typed(field: HTMLInputElement): void {
    const { host } = this.controller;
    if (!this.#phone) {
      this.prefetch();
      return;
    }
    const country = this.#phone.countryOfTyped(field.value);
    if (country && this.#allowed(country)) host.country = country;
    if (host.format === 'as-you-type' && field.selectionEnd === field.value.length) {
      field.value = this.#phone.formatAsTyped(field.value, host.country);
      host.typed.phone = field.value;
    }
  }

  /** The field was left: writes the number the way people of its country write it. */
  left(): void {
    const { host } = this.controller;
    if (!this.#phone || !host.typed.phone) return;
    const found = this.#phone.parsePhone(host.typed.phone, host.country);
    if (found.problem) return;
    if (found.country && this.#allowed(found.country)) host.country = found.country;
    const here = found.country === host.country;
    host.typed.phone = this.#phone.formatPhone(found.e164, here ? 'national' : 'international');
    host.requestUpdate();
  }

  /** What stands in the field as E.164, or what is wrong with it. */
  async parse(): Promise<string | Problem> {
    const { host } = this.controller;
    if (!host.typed.phone.trim()) return { code: 'invalid_phone' };
    const phone = await this.load().catch(() => null);
    if (!phone) return { code: 'network' };
    const found = phone.parsePhone(host.typed.phone, host.country);
    if (found.problem) return { code: 'invalid_phone' };
    return !found.country || this.#allowed(found.country) ? found.e164 : { code: 'unsupported_destination' };
  }

  #allowed(country: string): boolean {
    return allowedCountries(this.controller.host).includes(country);
  }
}
