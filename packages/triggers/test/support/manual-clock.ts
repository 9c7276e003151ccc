import type { Clock } from '../../src/ports/clock.js';

/** A clock that goes when it is told to. */
export class HandClock implements Clock {
  #elapsed = 0;
  #due: { at: number; ring: () => void }[] = [];
  /** Added to what machines believe the time is. */
  skew = 0;

  constructor(private readonly start = Date.UTC(2031, 4, 6, 10, 0, 0)) {}

  now = (): number => this.start + this.#elapsed + this.skew;
  elapsed = (): number => this.#elapsed;

  timeout(span: number): AbortSignal {
    const controller = new AbortController();
    this.#due.push({ at: this.#elapsed + span, ring: () => controller.abort(new DOMException('', 'TimeoutError')) });
    return controller.signal;
  }

  until = (moment: number): Promise<void> => this.wait(moment - this.#elapsed);

  wait(span: number): Promise<void> {
    if (span <= 0) return Promise.resolve();
    return new Promise((ring) => this.#due.push({ at: this.#elapsed + span, ring }));
  }

  /** When something is due next, in ms from now. `undefined`: nobody waits. */
  get nextDue(): number | undefined {
    if (this.#due.length === 0) return undefined;
    return Math.max(0, Math.min(...this.#due.map(({ at }) => at)) - this.#elapsed);
  }

  advance(span: number): void {
    this.#elapsed += span;
    const rings = this.#due.filter((due) => due.at <= this.#elapsed);
    this.#due = this.#due.filter((due) => due.at > this.#elapsed);
    for (const { ring } of rings) ring();
  }
}

export const seconds = (count: number) => count * 1000;
export const minutes = (count: number) => seconds(count * 60);
export const hours = (count: number) => minutes(count * 60);
