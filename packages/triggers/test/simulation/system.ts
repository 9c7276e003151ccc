/** A user pool with the triggers of this project or with those of the published sample, on a simulated clock. */
import { codeIn } from '@cognito-otp/test-kit/codes';
import { smsSegments } from '../../src/domain/sms-segments.js';
import type { Message, Sender } from '../../src/ports/sender.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryStore } from '../support/memory-store.js';
import { Page, setUp } from '../support/set-up.js';
import type { TestUserPool, User } from '../support/user-pool.js';
import { publishedSample } from './published-sample.js';

/** The triggers that the pool uses. */
export type Design = 'ours' | 'sample';

/** The numbers of sent messages and compared answers. */
export interface Meter extends Sender {
  /** Billed units: segments of SMS, and emails. */
  sms: number;
  email: number;
  /** Wrong answers that were compared with a code. */
  guesses: number;
  /** Messages by destination. */
  readonly received: Map<string, number>;
  /** The code in the last message to an address. */
  codeAt(address: string): string | undefined;
}

/** The result of {@link openSystem}. */
export interface System {
  readonly design: Design;
  readonly clock: ManualClock;
  readonly pool: TestUserPool;
  readonly meter: Meter;
  signIn(name: string): Promise<Page>;
}

function openMeter(): Meter {
  const last = new Map<string, string>();
  const received = new Map<string, number>();
  const meter: Meter = {
    sms: 0,
    email: 0,
    guesses: 0,
    received,
    codeAt: (address) => last.get(address),
    send: async ({ channel, to, text }: Message) => {
      meter[channel] += channel === 'sms' ? smsSegments(text) : 1;
      received.set(to, (received.get(to) ?? 0) + 1);
      last.set(to, codeIn(text));
      return { kind: 'accepted' };
    },
  };
  return meter;
}

/** Lets the pool find its users in constant time: attacks make tens of thousands. */
function indexUsers(pool: TestUserPool): void {
  const index = new Map<string, User>();
  let indexed = 0;
  pool.find = (name) => {
    for (; indexed < pool.users.length; indexed++) {
      const user = pool.users[indexed]!;
      const { phone_number: phone, email } = user.attributes;
      for (const key of [user.username, phone, email]) if (key !== undefined) index.set(key, user);
    }
    return index.get(name);
  };
}

/** Opens a pool without users, with the template's defaults. */
export async function openSystem(design: Design): Promise<System> {
  const clock = new ManualClock();
  const meter = openMeter();
  const { pool } = await setUp({
    clock,
    sender: meter,
    store: new MemoryStore(clock),
    onEvent: (_event, fields) => {
      if (fields?.verdict === 'wrong') meter.guesses++;
    },
  });
  if (design === 'sample') pool.triggers = publishedSample(meter, () => meter.guesses++);
  indexUsers(pool);
  const signIn = async (name: string) => new Page(pool, name).receive(await pool.start(name));
  return { design, clock, pool, meter, signIn };
}
