import type { LoginHost } from '../contracts/login-host.js';
import type { PhoneControl } from '../contracts/login-modules.js';
import type { LoginProblem } from '../contracts/login-problem.js';

/**
 * Loads the phone library when the phone field is first used, and calls it. Until it is loaded,
 * numbers are not formatted.
 */
export class PhoneField {
  #control: PhoneControl | undefined;
  #loading: Promise<PhoneControl> | undefined;

  constructor(private readonly host: LoginHost) {}

  /** Loads the phone library and the selected country's metadata. Rejects if they can't be loaded; the next call tries again. */
  async load(): Promise<void> {
    const { host } = this;
    // Requested at the same time as the library, which could request it only after it has been loaded.
    if (!this.#control && host.country) host.loadPhoneMetadata(host.country).catch(() => undefined);
    await (await this.#loadControl()).load();
  }

  #loadControl(): Promise<PhoneControl> {
    this.#loading ??= this.host.loadPhoneLibrary().then(
      ({ PhoneNumberControl }) => {
        this.#control = new PhoneNumberControl(this.host);
        return this.#control;
      },
      (error) => {
        this.#loading = undefined;
        throw error;
      },
    );
    return this.#loading;
  }

  /**
   * Starts loading, then calls `use`. A failure is ignored here: the next use of the number tries
   * again and reports it.
   */
  #prefetch(use?: (control: PhoneControl) => void): void {
    this.load().then(
      () => use?.(this.#control!),
      () => undefined,
    );
  }

  /** Loads the metadata of another country that was selected, if the phone field is in use. */
  hostUpdated(): void {
    if (this.#control) this.#prefetch();
  }

  /** An E.164 number as it is written for reading; unformatted while the metadata is loading. */
  format(e164: string): string {
    if (!this.#control) this.#prefetch(() => this.host.requestUpdate());
    return this.#control?.format(e164) ?? e164;
  }

  /** After input: selects the country of a typed calling code; formats as the user types if the page asks for it. */
  handleInput(field: HTMLInputElement): void {
    if (this.#control) this.#control.handleInput(field);
    else this.#prefetch((control) => field.isConnected && control.handleInput(field));
  }

  /** After the field lost the focus: writes the number in its country's national format. */
  handleBlur(): void {
    this.#control?.handleBlur();
  }

  /** The field's value in E.164, or what is wrong with it. */
  async parse(): Promise<string | LoginProblem> {
    if (!this.host.typed.phone.trim()) return { code: 'invalid_phone', problem: 'empty' };
    this.#prefetch();
    const control = await this.#loadControl().catch(() => undefined);
    return control ? control.parse() : { code: 'network' };
  }
}
