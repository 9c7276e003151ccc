/** The actors of a simulation: attackers, owners, and newcomers. Each acts at its own times. */
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { hours, minutes, seconds } from '../support/manual-clock.js';
import type { Page } from '../support/set-up.js';
import type { System } from './system.js';

/** The victims of attacks: numbers that Ofcom reserves for fiction, and a mailbox that ignores dots. */
export const VICTIM = { phone: '+447700900123', email: 'annlee@gmail.com' } as const;

/** An actor, which performs one action at a time. */
export interface Actor {
  /** The time of the next action, in ms since the start; infinite once the actor has finished. */
  next: number;
  act(): Promise<void>;
}

/** The results of an owner's or a newcomer's sign-ins. */
export interface Tries {
  /** The wait of each successful sign-in, in ms. */
  readonly waits: number[];
  failed: number;
}

/** An attack: one request after the other. `owner` says by which of the addresses the victims of this attack sign in. */
export interface Attack {
  readonly title: string;
  readonly owner: keyof typeof VICTIM;
  /** The duration of the attack on each day. */
  readonly hoursADay: number;
  /** Returns a function that makes one request. */
  readonly open: (system: System) => () => Promise<unknown>;
  /** The number of the newcomer of a day. */
  readonly newcomer?: (day: number) => string;
}

/** Starts sign-ins of the victim, and answers each three times with wrong codes. */
function guess(name: string) {
  return (system: System) => {
    let page: Page | undefined;
    let answers = 0;
    return async () => {
      if (page?.outcome !== 'challenged' || answers === 3) {
        answers = 0;
        page = await system.signIn(name);
        return;
      }
      await page.answer(wrongCode(system.meter.codeAt(name) ?? '000000', ++answers));
    };
  };
}

/** Signs up one invented address after the other, and requests a code for each unless `codes` is false. */
function signUps(addressOf: (index: number) => string, codes = true) {
  return ({ pool, signIn }: System) => {
    let index = 0;
    let signedUp = false;
    return async () => {
      const address = addressOf(index);
      if (signedUp) {
        signedUp = false;
        index++;
        await signIn(address);
        return;
      }
      signedUp = codes;
      if (!codes) index++;
      const attributes = address.includes('@') ? { email: address } : { phone_number: address };
      // A sign-up that is refused costs the attacker a request.
      await pool.signUp(attributes).catch(() => undefined);
    };
  };
}

/** Mobile numbers in ranges of their own. */
const scattered = (index: number) => `+4477${10_000_000 + ((index * 6997) % 89_000_000)}`;
/** Numbers in the range of the victim. */
const neighbor = (index: number) => `+447700900${String((index * 7 + 200) % 1000).padStart(3, '0')}`;
const spelling = (index: number) => `ann.lee+${index}@${index % 2 ? 'gmail' : 'googlemail'}.com`;

/** The attacks of the simulation. */
export const ATTACKS: readonly Attack[] = [
  { title: 'wrong answers, 3.5 hours a night', owner: 'phone', hoursADay: 3.5, open: guess(VICTIM.phone) },
  { title: 'wrong answers, around the clock', owner: 'phone', hoursADay: 24, open: guess(VICTIM.phone) },
  {
    title: 'codes requested for the owner',
    owner: 'phone',
    hoursADay: 24,
    open:
      ({ signIn }) =>
      () =>
        signIn(VICTIM.phone),
  },
  { title: 'codes for invented numbers', owner: 'phone', hoursADay: 24, open: signUps(scattered) },
  {
    title: 'codes for one block of numbers',
    owner: 'phone',
    hoursADay: 24,
    open: signUps(neighbor),
    newcomer: (day) => `+447700900${110 + day}`,
  },
  { title: 'codes for spellings of one mailbox', owner: 'email', hoursADay: 24, open: signUps(spelling) },
  { title: 'sign-ups without sign-in', owner: 'phone', hoursADay: 24, open: signUps(scattered, false) },
];

/** Makes the attack's requests, evenly spread over its hours. The first day begins at 0. */
export function attacker(attack: Attack, requestsADay: number, system: System): Actor {
  const request = attack.open(system);
  const step = hours(attack.hoursADay) / requestsADay;
  let made = 0;
  const actor: Actor = {
    next: 0,
    act: async () => {
      await request();
      made++;
      actor.next = Math.floor(made / requestsADay) * hours(24) + (made % requestsADay) * step;
    },
  };
  return actor;
}

/** The result of one attempt to sign in. */
interface Attempt {
  readonly succeeded: boolean;
  /** The time until the next code can be requested, as the page shows it, in ms; `undefined` if it shows none. */
  readonly nextIn?: number | undefined;
}

/** Signs in as the client does: a known device that gets no code requests one of its own. */
export async function signInOnce(system: System, name: string, device?: string): Promise<Attempt> {
  const metadata = device === undefined ? {} : { device };
  const page = await system.signIn(name);
  const hasCode = () => system.design === 'sample' || page.parameters.expiresAt !== undefined;
  if (!hasCode() && device !== undefined) await page.send(metadata);
  const code = system.meter.codeAt(name);
  if (page.outcome !== 'challenged') return { succeeded: false };
  const { resendAt } = page.parameters;
  const nextIn = resendAt === undefined ? undefined : Number(resendAt) - system.clock.now();
  if (code === undefined || !hasCode()) return { succeeded: false, nextIn };
  const { outcome } = await page.answer(code, metadata);
  return { succeeded: outcome === 'tokens', nextIn };
}

/** The times of sign-ins, the time between attempts, and the time limit. */
interface Schedule {
  readonly starts: readonly number[];
  /** The time between two attempts if the page does not show when to try again. */
  readonly step: number;
  readonly patience: number;
}

/** A user who starts at given times and repeats failed attempts until the time limit. */
function persistent(
  { starts, step, patience }: Schedule,
  attempt: (index: number) => Promise<Attempt>,
  now: () => number,
) {
  const tries: Tries = { waits: [], failed: 0 };
  let index = 0;
  let began: number | undefined;
  const actor: Actor = {
    next: starts[0] ?? Number.POSITIVE_INFINITY,
    act: async () => {
      began ??= now();
      const { succeeded, nextIn = step } = await attempt(index);
      const waited = now() - began;
      if (succeeded) tries.waits.push(waited);
      else if (waited + nextIn > patience) tries.failed++;
      else {
        actor.next = now() + nextIn;
        return;
      }
      began = undefined;
      index++;
      actor.next = Math.max(starts[index] ?? Number.POSITIVE_INFINITY, now() + 1);
    },
  };
  return { actor, tries };
}

/** Times on each day. None is soon after a full hour, when the hourly budgets begin anew. */
const daily = (days: number, atHours: readonly number[]) =>
  Array.from({ length: days }, (_, day) => atHours.map((at) => hours(day * 24 + at))).flat();

/** The owner on a known device: one attempt during the attack, one after it, and one in the middle of the day. */
export const ownerOnKnownDevice = (system: System, name: string, device: string, days: number, now: () => number) =>
  persistent(
    { starts: daily(days, [1.4, 3.7, 14.6]), step: 1, patience: 0 },
    async () => ({ succeeded: (await signInOnce(system, name, device)).succeeded }),
    now,
  );

/** The time in which the owner reads a message, or notices that the page's countdown has ended. */
const REACTION = seconds(20);

/**
 * The owner on a new device: twice a day, for at most a day. Without a code they look at the phone and the page every 20 s.
 * They try again at the time that the page announces, and when a message arrives. Its code is valid for the account even if
 * the attacker has requested it.
 */
export function ownerOnNewDevice(system: System, name: string, days: number, now: () => number) {
  let announced = 0;
  let seen = 0;
  const messages = () => system.meter.received.get(name) ?? 0;
  const attempt = async (): Promise<Attempt> => {
    if (now() < announced && messages() === seen) return { succeeded: false, nextIn: REACTION };
    const { succeeded, nextIn = minutes(10) } = await signInOnce(system, name);
    announced = succeeded ? 0 : now() + nextIn;
    seen = messages();
    return { succeeded, nextIn: REACTION };
  };
  return persistent({ starts: daily(days, [1.4, 14.6]), step: REACTION, patience: hours(24) }, attempt, now);
}

/** One newcomer per day, who signs up and requests a code every five minutes, for at most an hour. */
export function newcomers(system: System, { newcomer }: Attack, days: number, now: () => number) {
  const attempt = async (day: number) => {
    const number = newcomer?.(day) ?? `+447401${String(100_000 + day * 4001)}`;
    const signedUp = await system.pool.signUp({ phone_number: number }).then(
      () => true,
      (error: Error) => error.message === 'UsernameExistsException',
    );
    return { succeeded: signedUp && (await signInOnce(system, number)).succeeded };
  };
  return persistent({ starts: daily(days, [2.7]), step: minutes(5) + seconds(1), patience: hours(1) }, attempt, now);
}
