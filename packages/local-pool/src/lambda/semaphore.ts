/** Limits how many tasks run at the same time. Further tasks wait in the order in which they came. */
export interface Semaphore {
  /** Waits for a free slot and takes it. */
  acquire(): Promise<void>;
  /** Frees a slot. */
  release(): void;
}

/** Creates a semaphore with a number of slots. */
export function createSemaphore(slots: number): Semaphore {
  const waiting: (() => void)[] = [];
  let free = slots;
  return {
    async acquire() {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    release() {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}
