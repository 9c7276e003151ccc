import assert from 'node:assert/strict';
import { createTriggers, type TriggersOptions } from '../../src/create-triggers.js';
import type { Policy } from '../../src/domain/policy.js';
import type { Keyring, KeyringSource } from '../../src/ports/keys.js';
import type { LogFields } from '../../src/ports/log.js';
import { HandClock } from './manual-clock.js';
import { Outbox } from './outbox.js';
import { newTable, storeOn } from './table.js';
import { type Metadata, type Round, type Step, TestUserPool } from './user-pool.js';

export const phone = '+447700900123';
export const email = 'ann@example.com';

export const keyring = (version = 'v1', previous?: string): Keyring => ({
  current: { version, key: Buffer.from(`key of ${version}`.padEnd(32, '.')) },
  ...(previous ? { previous: { version: previous, key: Buffer.from(`key of ${previous}`.padEnd(32, '.')) } } : {}),
  pepper: Buffer.from('pepper'.padEnd(32, '.')),
});

export const policy: Policy = {
  brand: 'Example',
  countries: ['GB', 'US', 'DE'],
  channels: ['sms', 'email'],
  answerPaceMs: 0,
};

type Options = Partial<Omit<TriggersOptions, 'policy' | 'clock'>> & {
  policy?: Partial<Policy>;
  table?: string;
  clock?: HandClock;
};

/** The real triggers over a real table, with a provider that records, a fixed secret and a clock moved by hand. */
export async function setUp(options: Options = {}) {
  const clock = options.clock ?? new HandClock();
  const outbox = new Outbox();
  const table = options.table ?? (options.store ? '' : await newTable());
  const store = options.store ?? (await storeOn(table, clock));
  const logged: { event: string; facts: LogFields }[] = [];
  const keys: { ring: Keyring } & KeyringSource = { ring: keyring(), keyring: async () => keys.ring };
  const pool = new TestUserPool(undefined as never);
  const compose = (changed: Partial<TriggersOptions> = {}) =>
    createTriggers({
      sender: outbox,
      store,
      keys,
      users: pool,
      clock,
      onEvent: (event, facts = {}) => logged.push({ event, facts }),
      ...options,
      policy: { ...policy, ...options.policy },
      ...changed,
    });
  pool.triggers = compose();

  /** Starts a sign-in and keeps its Session, like a page does. */
  async function signIn(name = phone, startOptions?: { srp?: boolean }) {
    const page = new Page(pool, name);
    page.take(await pool.start(name, startOptions));
    return page;
  }
  return { clock, outbox, table, store, logged, keys, pool, compose, signIn };
}

/** A page in the middle of a sign-in: it holds the last Session and what it was told. */
export class Page {
  #round: Round | undefined;
  outcome: 'tokens' | 'refused' | 'asked' = 'asked';

  constructor(
    private readonly pool: TestUserPool,
    private readonly name: string,
  ) {}

  take(step: Step): this {
    this.outcome = 'tokens' in step ? 'tokens' : 'refused' in step ? 'refused' : 'asked';
    this.#round = 'round' in step ? step.round : undefined;
    return this;
  }

  get round(): Round {
    assert.ok(this.#round, `there is no round: ${this.outcome}`);
    return this.#round;
  }

  get told() {
    return this.round.parameters;
  }

  async answer(answer: unknown, metadata?: Metadata): Promise<this> {
    return this.take(await this.pool.answer(this.name, this.round, answer, metadata));
  }

  send(wishes: Metadata = {}): Promise<this> {
    return this.answer('send', { request: 'send', ...wishes });
  }
}
