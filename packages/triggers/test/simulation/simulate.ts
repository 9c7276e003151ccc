/** Runs an attack for some days and measures its effect on owners, newcomers and the bill. */
import { hours } from '../support/manual-clock.js';
import {
  type Actor,
  type Attack,
  attacker,
  newcomers,
  ownerOnKnownDevice,
  ownerOnNewDevice,
  signInOnce,
  type Tries,
  VICTIM,
} from './actors.js';
import { type Design, openSystem, type System } from './system.js';

/** How many days each attack lasts. */
export const DAYS = 6;
const DEVICE = 'laptop-0123456789abcdef';

/** The effect of one attack in {@link DAYS} days. */
export interface Effect {
  readonly knownDevice: Tries;
  readonly newDevice: Tries;
  readonly newcomer: Tries;
  /** A day's average of what is billed, and of wrong answers that were compared. */
  readonly smsADay: number;
  readonly emailsADay: number;
  readonly guessesADay: number;
}

/** Lets the actors act in the order of their times, until the end or until no actor has a next action. */
async function run({ clock }: System, actors: readonly Actor[], origin: number, end: number): Promise<void> {
  for (;;) {
    const first = actors.reduce((earliest, actor) => (actor.next < earliest.next ? actor : earliest));
    if (first.next >= end) return;
    clock.advance(Math.max(0, origin + first.next - clock.elapsed()));
    await first.act();
  }
}

/** Opens a pool with the owner, who has signed in on the known device half a day before the attack begins. */
async function beforeAttack(design: Design, attack: Attack) {
  const system = await openSystem(design);
  const name = VICTIM[attack.owner];
  const attribute = attack.owner === 'phone' ? 'phone_number' : 'email';
  system.pool.addUser({ [attribute]: name, [`${attribute}_verified`]: 'true' });
  if (!(await signInOnce(system, name, DEVICE)).succeeded)
    throw new Error('The owner cannot sign in before the attack.');
  system.clock.advance(hours(12));
  const origin = system.clock.elapsed();
  return { system, name, origin, now: () => system.clock.elapsed() - origin };
}

/** Runs an attack twice: once with an owner on a known device and newcomers, once with an owner on new devices. */
export async function simulate(design: Design, attack: Attack, requestsADay: number): Promise<Effect> {
  const first = await beforeAttack(design, attack);
  const known = ownerOnKnownDevice(first.system, first.name, DEVICE, DAYS, first.now);
  const strangers = newcomers(first.system, attack, DAYS, first.now);
  const before = { ...first.system.meter };
  const actors = [known.actor, strangers.actor, attacker(attack, requestsADay, first.system)];
  await run(first.system, actors, first.origin, hours(24 * DAYS));

  const second = await beforeAttack(design, attack);
  const unknown = ownerOnNewDevice(second.system, second.name, DAYS - 1, second.now);
  await run(
    second.system,
    [unknown.actor, attacker(attack, requestsADay, second.system)],
    second.origin,
    hours(24 * DAYS),
  );

  const { sms, email, guesses } = first.system.meter;
  return {
    knownDevice: known.tries,
    newDevice: unknown.tries,
    newcomer: strangers.tries,
    smsADay: (sms - before.sms) / DAYS,
    emailsADay: (email - before.email) / DAYS,
    guessesADay: (guesses - before.guesses) / DAYS,
  };
}
