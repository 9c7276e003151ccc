/** The response times of Create for known and unknown users, on a simulated clock with the latencies of real services. */
import type { CreateAuthChallengeTriggerEvent } from 'aws-lambda';
import { policyEnvironment, policyProperty } from '../../src/config/policy-environment.js';
import { createSettings } from '../../src/config/settings.js';
import { createAuthChallenge } from '../../src/handlers/create-auth-challenge.js';
import { languages } from '../../src/messages/index.js';
import type { Store } from '../../src/ports/store.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryStore } from '../support/memory-store.js';
import { keyring } from '../support/set-up.js';

/** The time in which a provider accepts a message: log-normal, with a tail. */
export interface Provider {
  readonly name: string;
  readonly medianMs: number;
  /** The standard deviation of the logarithm. */
  readonly sigma: number;
  /** The part of the calls that take four times as long. */
  readonly tail: number;
  /** By how much the median rises and falls over the run. */
  readonly drift: number;
}

/** The settings of a run. */
export interface Run {
  readonly provider: Provider;
  /** `ANSWER_PACE_MS`. */
  readonly paceMs: number;
  /** After how many starts an instance of the function is replaced by a cold one. */
  readonly startsPerInstance: number;
  /** Starts of known users, and as many of unknown ones. */
  readonly samples: number;
  readonly seed: number;
}

/** The measurements of a run, in ms. */
export interface ResponseTimes {
  readonly known: readonly number[];
  readonly unknown: readonly number[];
  /** The delays that response pacing added to responses for known users. */
  readonly delays: readonly number[];
}

/** Latency of a call to DynamoDB: log-normal as well. */
const TABLE_MEDIAN_MS = 6;
const TABLE_SIGMA = 0.4;

/** Runs starts of known and unknown users, in a random order, through the handler. */
export async function simulateResponses(run: Run): Promise<ResponseTimes> {
  const { provider, paceMs, startsPerInstance, samples, seed } = run;
  const random = seededRandom(seed);
  const clock = new ManualClock();
  let delayed = 0;
  const handlerClock = {
    now: clock.now,
    elapsed: clock.elapsed,
    timeout: (span: number) => clock.timeout(span),
    waitUntil: async (moment: number) => {
      const began = clock.elapsed();
      await clock.waitUntil(moment);
      delayed += clock.elapsed() - began;
    },
  };
  let started = 0;
  const send = async () => {
    const isSlow = random() < provider.tail;
    const drift = 1 + provider.drift * Math.sin((started / samples) * Math.PI);
    await clock.wait(logNormal(random, provider.medianMs * drift, provider.sigma) * (isSlow ? 4 : 1));
    return { kind: 'accepted' as const };
  };
  const unlimited = Object.fromEntries(
    ['rangeSends', 'poolSends'].flatMap((name) => [
      [`${name}AnHour`, 1e6],
      [`${name}ADay`, 1e6],
    ]),
  );
  const policy = { brand: 'Example', countries: ['GB'], answerPaceMs: paceMs, ...unlimited };
  const settings = createSettings(policyEnvironment(policy), policyProperty);
  const coldInstance = () =>
    createAuthChallenge({
      config: { ...settings.create(() => true), messages: languages },
      store: slowStore(new MemoryStore(clock), clock, random),
      keys: { keyring: async () => keyring() },
      senders: { sms: { send } },
      clock: handlerClock,
      log: () => {},
      random,
    });
  const times = { known: [] as number[], unknown: [] as number[], delays: [] as number[] };
  const order = shuffled(random, 2 * samples);
  let create = coldInstance();
  for (; started < 2 * samples; started++) {
    if (started % startsPerInstance === 0) create = coldInstance();
    const isKnown = order[started]!;
    const began = clock.elapsed();
    delayed = 0;
    await untilSettled(clock, create(startEvent(`+4477${10_000_000 + started * 1009}`, isKnown)));
    times[isKnown ? 'known' : 'unknown'].push(clock.elapsed() - began);
    if (isKnown) times.delays.push(delayed);
  }
  return times;
}

/**
 * How well response times distinguish known users from unknown ones (AUC): 0.5 means not at all, 0
 * or 1 always.
 */
export function areaUnderCurve({ known, unknown }: Pick<ResponseTimes, 'known' | 'unknown'>): number {
  let wins = 0;
  for (const one of known) for (const other of unknown) wins += (Math.sign(one - other) + 1) / 2;
  return wins / (known.length * unknown.length);
}

/** The quantile of the values: the value that the given part of them does not exceed. */
export function quantile(values: readonly number[], part: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(part * (values.length - 1))] ?? 0;
}

function startEvent(phone: string, isKnown: boolean): CreateAuthChallengeTriggerEvent {
  const userAttributes = { sub: `sub of ${phone}`, phone_number: phone, phone_number_verified: 'true' };
  return {
    version: '1',
    triggerSource: 'CreateAuthChallenge_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_Example',
    userName: isKnown ? userAttributes.sub : phone,
    callerContext: { awsSdkVersion: '', clientId: 'client' },
    request: {
      challengeName: 'CUSTOM_CHALLENGE',
      session: [],
      userAttributes: isKnown ? userAttributes : {},
      userNotFound: !isKnown,
    },
    response: {},
  } as unknown as CreateAuthChallengeTriggerEvent;
}

function slowStore(store: MemoryStore, clock: ManualClock, random: () => number): Store {
  const slowly = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    await clock.wait(logNormal(random, TABLE_MEDIAN_MS, TABLE_SIGMA));
    return call();
  };
  return {
    read: (key) => slowly(() => store.read(key)),
    readAll: (keys) => slowly(() => store.readAll(keys)),
    write: (key, version, data, expiresAt) => slowly(() => store.write(key, version, data, expiresAt)),
    writeAll: (writes) => slowly(() => store.writeAll(writes)),
    count: (counter, amount, now) => slowly(() => store.count(counter, amount, now)),
  };
}

/** Waits for `work`, and advances the clock whenever nothing else can happen. */
async function untilSettled(clock: ManualClock, work: Promise<unknown>): Promise<void> {
  let settled = false;
  const result = work.finally(() => {
    settled = true;
  });
  for (;;) {
    await new Promise(setImmediate);
    if (settled) break;
    clock.advance(clock.nextDue ?? 0);
  }
  await result;
}

function logNormal(random: () => number, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}

/** As many `true` as `false`, in a random order. */
function shuffled(random: () => number, count: number): boolean[] {
  const order = Array.from({ length: count }, (_, index) => ({ isKnown: index % 2 === 0, place: random() }));
  return order.sort((a, b) => a.place - b.place).map(({ isKnown }) => isKnown);
}

/** A generator of pseudorandom numbers from 0 to 1 (mulberry32), so that a run can be repeated. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
