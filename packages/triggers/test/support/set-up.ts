/** The set-up that most tests use: the real triggers over a store, with a manual clock, and pages that sign in. */
import assert from 'node:assert/strict';
import { createTriggers, type TriggersOptions } from '../../src/create-triggers.js';
import type { Policy } from '../../src/domain/policy.js';
import type { Keyring, KeyringSource } from '../../src/ports/keys.js';
import type { LogFields } from '../../src/ports/log.js';
import { ManualClock } from './manual-clock.js';
import { Outbox } from './outbox.js';
import { newTable, storeOn } from './table.js';
import { type Metadata, type PendingRound, type Step, TestUserPool } from './user-pool.js';

/** The default user's phone number: one of those that Ofcom reserves for fiction. */
export const phone = '+447700900123';
export const email = 'ann@example.com';

/** A keyring with fixed keys, which are named after their versions. */
export const keyring = (version = 'v1', previous?: string): Keyring => ({
  current: { version, key: Buffer.from(`key of ${version}`.padEnd(32, '.')) },
  ...(previous ? { previous: { version: previous, key: Buffer.from(`key of ${previous}`.padEnd(32, '.')) } } : {}),
  pepper: Buffer.from('pepper'.padEnd(32, '.')),
});

/** The policy of tests: without response pacing, which would make each test wait. */
export const policy: Policy = {
  brand: 'Example',
  countries: ['GB', 'US', 'DE'],
  channels: ['sms', 'email'],
  answerPaceMs: 0,
};

type Options = Partial<Omit<TriggersOptions, 'policy' | 'clock'>> & {
  policy?: Partial<Policy>;
  table?: string;
  clock?: ManualClock;
};

/** Creates the real triggers over a new DynamoDB table, with a recording sender, a fixed secret and a manual clock. */
export async function setUp(options: Options = {}) {
  const clock = options.clock ?? new ManualClock();
  const outbox = new Outbox();
  const table = options.table ?? (options.store ? '' : await newTable());
  const store = options.store ?? (await storeOn(table, clock));
  /** Every event that the triggers logged. */
  const logged: { event: string; fields: LogFields }[] = [];
  /** The keyring source of the triggers; tests may replace `value`. */
  const keys: { value: Keyring } & KeyringSource = { value: keyring(), keyring: async () => keys.value };
  const pool = new TestUserPool(undefined as never);
  /** Creates triggers with the same dependencies, except for those given. */
  const compose = (changed: Partial<TriggersOptions> = {}) =>
    createTriggers({
      sender: outbox,
      store,
      keys,
      users: pool,
      clock,
      onEvent: (event, fields = {}) => logged.push({ event, fields }),
      ...options,
      policy: { ...policy, ...options.policy },
      ...changed,
    });
  pool.triggers = compose();

  /** Starts a sign-in on a page of its own. */
  async function signIn(name = phone, startOptions?: Parameters<typeof pool.start>[1]) {
    const page = new Page(pool, name);
    page.receive(await pool.start(name, startOptions));
    return page;
  }
  return { clock, outbox, table, store, logged, keys, pool, compose, signIn };
}

/** A page during a sign-in: it keeps the newest Cognito session and the public parameters of its round. */
export class Page {
  #round: PendingRound | undefined;
  outcome: 'tokens' | 'refused' | 'challenged' = 'challenged';

  constructor(
    private readonly pool: TestUserPool,
    private readonly name: string,
  ) {}

  receive(step: Step): this {
    this.#round = undefined;
    if ('tokens' in step) this.outcome = 'tokens';
    else if ('refused' in step) this.outcome = 'refused';
    else {
      this.outcome = 'challenged';
      this.#round = step.round;
    }
    return this;
  }

  get round(): PendingRound {
    assert.ok(this.#round, `there is no round: ${this.outcome}`);
    return this.#round;
  }

  /** The public parameters that the page received with the current round. */
  get parameters() {
    return this.round.parameters;
  }

  async answer(answer: unknown, metadata?: Metadata): Promise<this> {
    return this.receive(await this.pool.answer(this.name, this.round, answer, metadata));
  }

  /** Answers the round with a send request. */
  send(metadata: Metadata = {}): Promise<this> {
    return this.answer('send', { request: 'send', ...metadata });
  }
}
