import type { LoginHost } from '../contracts/login-host.js';

/** Disables the form's controls while the page has disabled the element, or a `<fieldset>` around it. */
export class DisabledControls {
  #disabled = false;

  constructor(private readonly host: LoginHost) {}

  /** Before rendering: the renderer finds the controls as it left them, and decides which of them are disabled. */
  hostUpdate(): void {
    if (this.#disabled) this.#set(false);
  }

  /** After rendering. */
  hostUpdated(): void {
    this.#disabled = this.host.matches(':disabled');
    if (this.#disabled) this.#set(true);
  }

  /** The controls in slots are the page's own. */
  #set(disabled: boolean): void {
    const controls = this.host.renderRoot.querySelectorAll('[part]:is(fieldset, input, select, button)');
    for (const control of controls) control.toggleAttribute('disabled', disabled);
  }
}
