// Controls a running pool from a test, in Node and in browsers: over HTTP, with `fetch` alone.

import type { Fault } from '../control/fault-request.js';
import type { OutboxMessage } from '../control/outbox.js';

/** A fault as a test sets it. Missing properties have their defaults. */
export type FaultSetting = Pick<Fault, 'kind' | 'on'> & Partial<Omit<Fault, 'kind' | 'on'>>;

/** Observes and controls a running pool. Each method throws an Error with the pool's message if the pool refuses it. */
export interface LocalPoolControl {
  /** The pool's URL. */
  readonly endpoint: string;
  /** The sent messages, oldest first: all of them, or those to one phone number or email address. */
  messages(to?: string): Promise<OutboxMessage[]>;
  /**
   * Waits for the next message with a code to a phone number or email address, and returns the code. Each message is returned
   * once.
   *
   * @param timeoutMs how long to wait, in milliseconds; 5 seconds by default
   * @throws Error when no such message arrives in time
   */
  nextCode(to: string, timeoutMs?: number): Promise<string>;
  /** Makes calls slow, fail, or happen twice. The README lists the faults. */
  addFault(fault: FaultSetting): Promise<void>;
  /** The number of injections of each fault, in the order in which they were added. */
  countInjections(): Promise<number[]>;
  /** Moves the pool's time forward, by milliseconds. */
  advanceClock(ms: number): Promise<void>;
  /** Removes faults, messages, logs and recorded calls, and returns to the machine's time. Users stay. */
  reset(): Promise<void>;
}

/** How often the outbox is read while a test waits for a message. */
const POLL_MS = 25;

const DEFAULT_TIMEOUT_MS = 5000;

/** A code: 4 to 10 digits that are not part of a longer number. */
const CODE = /(?<![\d+])\d{4,10}(?!\d)/;

/**
 * Controls the pool at an address.
 *
 * @param endpoint the pool's URL
 *
 * @example
 * ```ts
 * const control = controlLocalPool(pool.endpoint);
 * await page.getByLabel('Phone number').fill('+447700900123');
 * await page.getByRole('button', { name: 'Continue' }).click();
 * await page.getByLabel('Code').fill(await control.nextCode('+447700900123'));
 * ```
 */
export function controlLocalPool(endpoint: string): LocalPoolControl {
  /** The id of the last message that `nextCode` returned, by recipient. */
  const seen = new Map<string, number>();

  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
    const response = await fetch(endpoint + path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${errorIn(text) ?? `status ${response.status}`}`);
    return text === '' ? undefined : JSON.parse(text);
  };

  const messages = async (to?: string): Promise<OutboxMessage[]> => {
    const all = (await request('GET', '/outbox')) as OutboxMessage[];
    return to === undefined ? all : all.filter((message) => message.to === to);
  };

  return {
    endpoint,
    messages,
    async nextCode(to, timeoutMs = DEFAULT_TIMEOUT_MS) {
      const end = Date.now() + timeoutMs;
      for (;;) {
        const last = seen.get(to) ?? 0;
        for (const { id, body } of await messages(to)) {
          const code = Number(id) > last ? CODE.exec(body)?.[0] : undefined;
          if (code === undefined) continue;
          seen.set(to, Number(id));
          return code;
        }
        if (Date.now() >= end) throw new Error(await missingCode(to, timeoutMs, messages));
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      }
    },
    addFault: async (fault) => void (await request('POST', '/faults', fault)),
    async countInjections() {
      const faults = (await request('GET', '/faults')) as { struck: number }[];
      return faults.map(({ struck }) => struck);
    },
    advanceClock: async (ms) => void (await request('POST', '/clock', { advanceMs: ms })),
    async reset() {
      for (const path of ['/faults', '/clock', '/outbox', '/logs', '/activity']) await request('DELETE', path);
      // The ids of later messages continue the numbering.
      seen.clear();
    },
  };
}

/** The pool's message in the body of an error response. */
function errorIn(text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : undefined;
  } catch {
    return undefined;
  }
}

async function missingCode(to: string, timeoutMs: number, messages: LocalPoolControl['messages']): Promise<string> {
  const others = [...new Set((await messages()).map((message) => message.to))];
  const sent = others.length === 0 ? 'No message was sent at all' : `Messages were sent to ${others.join(', ')}`;
  return `No new message with a code was sent to ${to} within ${timeoutMs} ms. ${sent}.`;
}
