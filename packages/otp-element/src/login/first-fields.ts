import type { CognitoOtpLogin, Kind } from '../elements/cognito-otp-login.js';

/**
 * What stands in the first step's fields, read before they are drawn anew: some password managers fill a field in without
 * a word, and answers to the page's questions would go with the field that they stand in.
 */
export class FirstFields {
  #known: string | undefined;
  #focused: HTMLInputElement | null = null;

  constructor(private readonly host: CognitoOtpLogin) {}

  get #identifier(): HTMLInputElement | null {
    return this.host.renderRoot.querySelector<HTMLInputElement>('.group :is([name=phone], [name=email])');
  }

  read(): void {
    const { host } = this;
    const field = this.#identifier;
    // A form that a server drew has no handlers: what is typed there is read when the element takes it over.
    if (!field?.oninput) return;
    this.#focused = host.renderRoot.querySelector<HTMLInputElement>('.group :focus');
    if (field.value !== this.#known) host.typed[field.name as Kind] = field.value;
    const questions = host.renderRoot.querySelectorAll<HTMLInputElement>('[data-field]');
    host.answers = new Map([
      ...(host.answers ?? []),
      ...Array.from(questions, ({ name, value }) => [name, value] as const),
    ]);
  }

  /** What stands there now is what the element has put there itself, or was told of. */
  know(): void {
    this.#known = this.#identifier?.value;
    const lost = this.#focused;
    this.#focused = null;
    if (!lost || lost.isConnected) return;
    // Its place among the others is another one, and so it was drawn anew.
    const again = this.host.renderRoot.querySelector<HTMLInputElement>(`.group [name="${CSS.escape(lost.name)}"]`);
    again?.focus();
    // An address has no caret that could be asked for.
    if (lost.selectionStart) again?.setSelectionRange(lost.selectionStart, lost.selectionEnd);
  }
}
