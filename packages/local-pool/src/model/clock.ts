/** The pool's time: the machine's, moved by what `POST /clock` asked for. Milliseconds since the Unix epoch. */
export class Clock {
  #offset = 0;

  now(): number {
    return Date.now() + this.#offset;
  }

  /** How far the pool's time is ahead of the machine's. */
  get offset(): number {
    return this.#offset;
  }

  set offset(milliseconds: number) {
    this.#offset = milliseconds;
  }
}
