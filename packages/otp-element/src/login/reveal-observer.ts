import type { LoginHost } from '../contracts/login-host.js';
import { optionalObserver } from '../dom/optional.js';

/** Where a visitor may be typing: the focus is never taken from there. */
const TEXT_FIELDS = 'input, textarea, select, [contenteditable]';

/**
 * Focuses a form with `autofocus` when it appears, which may be long after it was rendered: in a dialog, a popover or
 * `<details>` that is opened later, or in a container that was hidden.
 */
export class RevealObserver {
  #wasVisible = true;
  /** An element that gets or loses its box changes its size. */
  readonly #observer = optionalObserver(() => new ResizeObserver(() => this.#update()));

  constructor(private readonly host: LoginHost) {}

  /** Starts observing. A form that is visible by now has had its chance to take the focus. */
  connect(): void {
    this.#wasVisible = this.#isVisible;
    this.#observer.observe(this.host);
  }

  /** Stops observing. */
  disconnect(): void {
    this.#observer.disconnect();
  }

  get #isVisible(): boolean {
    const { host } = this;
    // Not in Safari before version 17.4.
    return (host as Partial<HTMLElement>).checkVisibility?.call(host) ?? host.getClientRects().length > 0;
  }

  #update(): void {
    const wasVisible = this.#wasVisible;
    this.#wasVisible = this.#isVisible;
    if (wasVisible || !this.#wasVisible || !this.host.autofocus) return;
    // The focus may change the size again, so it waits for the next frame.
    requestAnimationFrame(() => {
      if (!deepActiveElement(this.host.ownerDocument)?.matches(TEXT_FIELDS)) this.host.focus();
    });
  }
}

/** The element that has the focus, in whichever shadow root it is. */
function deepActiveElement(document: Document): Element | null {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}
