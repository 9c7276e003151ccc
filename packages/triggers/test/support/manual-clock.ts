/** A clock for tests, and the units in which tests write spans of time. */
import type { Clock } from '../../src/ports/clock.js';

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

/** How long `waitUntil` gives other work, in real ms, before it advances the clock. */
const REAL_WAIT = 20;

/** A clock that advances when a test calls `advance`, and when a trigger waits for it in vain. */
export class ManualClock implements Clock {
  #elapsed = 0;
  #timers: Timer[] = [];
  /** The clock skew of this machine, in ms: added to `now`, but not to elapsed time. */
  skew = 0;

  constructor(private readonly start = Date.UTC(2031, 4, 6, 10, 0, 0)) {}

  now = (): number => this.start + this.#elapsed + this.skew;
  elapsed = (): number => this.#elapsed;

  timeout(span: number): AbortSignal {
    const controller = new AbortController();
    const fire = () => controller.abort(new DOMException('', 'TimeoutError'));
    this.#timers.push({ at: this.#elapsed + span, fire });
    return controller.signal;
  }

  /** Resolves once the clock reaches `moment`. Unless a test advances it there, it advances by itself after a while. */
  waitUntil = async (moment: number): Promise<void> => {
    const reached = this.wait(moment - this.#elapsed);
    const timer = setTimeout(() => this.advance(Math.max(0, moment - this.#elapsed)), REAL_WAIT);
    await reached;
    clearTimeout(timer);
  };

  wait(span: number): Promise<void> {
    if (span <= 0) return Promise.resolve();
    return new Promise((resolve) => this.#timers.push({ at: this.#elapsed + span, fire: resolve }));
  }

  /** When the next timer is due, in ms from now; `undefined` if there is none. */
  get nextDue(): number | undefined {
    if (this.#timers.length === 0) return undefined;
    return Math.max(0, Math.min(...this.#timers.map(({ at }) => at)) - this.#elapsed);
  }

  /** Advances the clock by `span` ms and fires the timers that are due then. */
  advance(span: number): void {
    this.#elapsed += span;
    const due = this.#timers.filter(({ at }) => at <= this.#elapsed);
    this.#timers = this.#timers.filter(({ at }) => at > this.#elapsed);
    for (const { fire } of due) fire();
  }
}

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => seconds(count * 60);
export const hours = (count: number) => minutes(count * 60);
