/** Whether responses, their times or calls to the table reveal that a user exists. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { systemClock } from '../src/adapters/system-clock.js';
import type { Store } from '../src/ports/store.js';
import { hours, seconds } from './support/manual-clock.js';
import { Outbox } from './support/outbox.js';
import { email, phone, setUp } from './support/set-up.js';
import { keepTablesInMemory } from './support/table.js';

keepTablesInMemory();

const verified = { phone_number: phone, phone_number_verified: 'true' };
const closed = { 'custom:otp_closed': 'by an operator' };

/** Wraps a store; `trace` lists its calls in order, each with the kind of item. */
function traceCalls(store: Store): { store: Store; trace: string[] } {
  const trace: string[] = [];
  const kind = (key: string) => key.replace(/#.*/, '').replace('unknown-', '');
  return {
    trace,
    store: {
      read: (key, signal) => {
        trace.push(`read ${kind(key)}`);
        return store.read(key, signal);
      },
      readAll: (keys, signal) => {
        trace.push(`read ${keys.map(kind).join(', ')}`);
        return store.readAll(keys, signal);
      },
      writeAll: (writes, signal) => {
        trace.push(`write ${writes.map(({ key }) => kind(key)).join(', ')}`);
        return store.writeAll(writes, signal);
      },
      write: (key, ...rest) => {
        trace.push(`write ${kind(key)}`);
        return store.write(key, ...rest);
      },
      count: (counter, ...rest) => {
        trace.push(`count ${kind(counter.key)}`);
        return store.count(counter, ...rest);
      },
    },
  };
}

describe('promise 21: unknown, closed, unverified and locked accounts cannot be distinguished from others', () => {
  /**
   * Signs in in every way that should not reveal whether the user exists: start, join, wrong answers, send requests too
   * early and in time, wrong answers until the code and the account are used up, a start while locked, and one after it.
   */
  async function runSignIns(attributes: Record<string, string> | undefined, name: string) {
    const environment = await setUp();
    const { store, trace } = traceCalls(environment.store);
    environment.pool.triggers = environment.compose({ store });
    if (attributes) environment.pool.addUser(attributes);
    const responses: unknown[] = [];
    const note = (page: Awaited<ReturnType<typeof environment.signIn>>) => {
      responses.push(page.outcome === 'challenged' ? page.parameters : page.outcome);
      trace.push('—');
    };
    const page = await environment.signIn(name);
    note(page);
    const second = await environment.signIn(name);
    note(second);
    note(await page.answer('000000'));
    note(await page.send());
    environment.clock.advance(seconds(31));
    note(await page.send({ locale: 'fr' }));
    note(await page.answer('000001'));
    note(await page.answer('000002'));
    note(await second.answer('000003'));
    environment.clock.advance(seconds(31));
    note(await second.send());
    note(await second.answer('000004'));
    note(await second.answer('000005'));
    note(await environment.signIn(name));
    environment.clock.advance(hours(1));
    const other = await environment.signIn(name);
    note(other);
    note(await other.send({ channel: 'email' }));
    return { responses, trace, messages: environment.outbox.messages.length };
  }

  it('they get the same responses, with the same reads and writes in the same order', async () => {
    const known = await runSignIns(verified, phone);
    assert.ok(known.responses.some((step) => (step as { reason?: string }).reason === 'locked'));
    assert.ok(known.responses.includes('refused'));
    for (const [who, attributes, name, messages] of [
      ['unknown', undefined, phone, 0],
      ['unverified', { phone_number: phone }, phone, known.messages],
      ['closed', { ...verified, ...closed }, phone, 0],
      ['closed, with a language', { ...verified, locale: 'de', ...closed }, phone, 0],
      ['closed before any proof', { phone_number: phone, ...closed }, phone, 0],
    ] as const) {
      const other = await runSignIns(attributes, name);
      assert.deepEqual(other.responses, known.responses, who);
      assert.deepEqual(other.trace, known.trace, who);
      assert.equal(other.messages, messages, who);
    }
  });

  it('they get the same responses by email', async () => {
    const known = await runSignIns({ email, email_verified: 'true' }, email);
    for (const attributes of [undefined, { email, email_verified: 'true', ...closed }]) {
      const other = await runSignIns(attributes, email);
      assert.deepEqual(other.responses, known.responses);
      assert.deepEqual(other.trace, known.trace);
      assert.equal(other.messages, 0);
    }
  });

  it('they get the same responses in a country that is not supported', async () => {
    const known = await runSignIns({ phone_number: '+33612345678' }, '+33612345678');
    for (const attributes of [undefined, { phone_number: '+33612345678', ...closed }]) {
      const other = await runSignIns(attributes, '+33612345678');
      assert.deepEqual(other.responses, known.responses);
      assert.deepEqual(other.trace, known.trace);
    }
  });

  it('an unknown user has no right code', async () => {
    const { pool, signIn, store } = await setUp({ policy: { codeLength: 4, attempts: 5 } });
    const page = await signIn();
    const { round } = page;
    // Tries possible answers, with CODE_STEP=1 all of them, on a store that never counts.
    const forgetful: Store = { ...store, write: async () => true, writeAll: async () => true };
    const { compose } = await setUp({ store: forgetful, policy: { codeLength: 4 } });
    pool.triggers = compose({ store: forgetful });
    let right = 0;
    const step = Number(process.env.CODE_STEP ?? 7);
    for (let code = 0; code < 10_000; code += step) {
      if ('tokens' in (await pool.answer(phone, round, String(code).padStart(4, '0')))) right++;
    }
    assert.equal(right, 0);
  });

  it('they get a response after the same time, whether or not a provider was called', async () => {
    const samples = Number(process.env.TIMING_SAMPLES ?? 60);
    // With few samples, chance or a busy machine sometimes exceeds three standard errors, but not three times in a row.
    // With 2,000 samples there is only one try.
    let found: string[] = [];
    for (let turn = samples < 2000 ? 0 : 2; turn < 3; turn++) {
      found = differences(await timesOf(samples));
      if (found.length === 0) return;
    }
    assert.fail(found.join('; '));
  });

  const kinds = ['known', 'unknown', 'closed'] as const;
  type Times = Record<(typeof kinds)[number], number[]>;

  /** The durations of Create, in ms, for `samples` users of each kind. */
  async function timesOf(samples: number): Promise<Times> {
    const slow = new Outbox();
    slow.outcome = async () => {
      await setTimeout(20 + Math.random() * 20);
      return { kind: 'accepted' };
    };
    const environment = await setUp({
      sender: slow,
      policy: { rangeSendsAnHour: 1e6, rangeSendsADay: 1e6, poolSendsAnHour: 1e6 },
    });
    environment.pool.triggers = environment.compose({ clock: systemClock, policy: timing(100) });
    const times: Times = { known: [], unknown: [], closed: [] };
    const name = (index: number) => `+4477${10_000_000 + index * 3001}`;
    const at = (kind: (typeof kinds)[number], index: number) => name(index + 10_000 * kinds.indexOf(kind));
    for (let index = 0; index < samples; index++) {
      environment.pool.addUser({ phone_number: at('known', index) });
      environment.pool.addUser({ phone_number: at('closed', index), ...closed });
    }
    // Measures only the trigger, without the time in which the test's pool looks users up.
    const create = environment.pool.triggers.createAuthChallenge;
    let took = 0;
    environment.pool.triggers.createAuthChallenge = async (event) => {
      const began = performance.now();
      try {
        return await create(event);
      } finally {
        took = performance.now() - began;
      }
    };
    for (let index = 0; index < samples; index++) {
      // Each kind is first, second and last equally often.
      for (const turn of kinds.keys()) {
        const kind = kinds[(index + turn) % kinds.length]!;
        await environment.signIn(at(kind, index));
        times[kind].push(took);
      }
    }
    assert.equal(slow.messages.length, samples);
    return times;
  }

  /** The measures that distinguish users who receive no message from those who do. */
  function differences(times: Times): string[] {
    const samples = times.known.length;
    const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    // 0.5 ± 0.05 over 2,000 samples. With fewer samples, chance alone has a larger effect: three standard errors.
    const allowed = Math.max(0.05, 3 * Math.sqrt((2 * samples + 1) / (12 * samples * samples)));
    return (['unknown', 'closed'] as const).flatMap((kind) => {
      const wins = times.known.flatMap((a) => times[kind].map((b): number => (Math.sign(a - b) + 1) / 2));
      const auc = wins.reduce((sum, win) => sum + win, 0) / wins.length;
      const apart = Math.abs(median(times.known) - median(times[kind]));
      return [
        ...(apart < 10 ? [] : [`${kind}: medians ${apart} ms apart`]),
        ...(Math.abs(auc - 0.5) < allowed ? [] : [`${kind}: AUC ${auc}`]),
      ];
    });
  }

  const timing = (answerPaceMs: number) => ({
    brand: 'Example',
    countries: ['GB'],
    answerPaceMs,
    rangeSendsAnHour: 1e6,
    rangeSendsADay: 1e6,
    poolSendsAnHour: 1e6,
    poolSendsADay: 1e6,
  });
});
