import type { Clock } from '../model/clock.js';

/** One line that a function wrote, as CloudWatch would keep it. */
export interface LogLine {
  /** Logical id. */
  readonly function: string;
  readonly requestId: string;
  /** ISO 8601, by the pool's clock. */
  readonly at: string;
  readonly line: string;
}

const kept = 50_000;

export class Logs {
  readonly #clock: Clock;
  #lines: LogLine[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  add(functionId: string, requestId: string, line: string): void {
    this.#lines.push({ function: functionId, requestId, at: new Date(this.#clock.now()).toISOString(), line });
    if (this.#lines.length > kept) this.#lines = this.#lines.slice(-kept / 2);
  }

  clear(): void {
    this.#lines = [];
  }
}
