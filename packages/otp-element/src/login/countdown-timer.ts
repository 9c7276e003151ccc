import type { LoginHost } from '../contracts/login-host.js';

/** Calls back at each full second while a countdown is shown. */
export class CountdownTimer {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: LoginHost,
    private readonly onTick: () => void,
  ) {}

  /** After rendering: starts the timer if a countdown was rendered, even if it has ended since. */
  hostUpdated(): void {
    this.stop();
    if (this.host.renderRoot.querySelector('[part=countdown]')) {
      this.#timer = setTimeout(this.onTick, 1000 - (Date.now() % 1000));
    }
  }

  /** Ends the timer until the next rendering. */
  stop(): void {
    clearTimeout(this.#timer);
  }
}
