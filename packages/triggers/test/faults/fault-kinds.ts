import type { HandClock } from '../support/manual-clock.js';
import { email, phone } from '../support/set-up.js';
import type { Call, Fault } from './schedule-runner.js';

/** Says more than anybody may be shown. */
const failure = () => new Error(`no answer for ${phone} and ${email}`);
const never = new Promise<never>(() => {});

/** The call doesn't answer; whoever made it gives up at its own time limit. */
async function givenUp({ signal }: Call, clock: HandClock): Promise<never> {
  if (!signal) {
    await clock.wait(6000);
    throw failure();
  }
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** Those whose makers promise never to try again by themselves. */
const neverRepeated = new Set(['store.count', 'sender.send', 'captcha.verify']);

/** Whatever can become of one call. */
export function faultsOf(name: string): [kind: string, fault: Fault][] {
  return Object.entries(kinds).filter(([kind]) => kind !== repeated || !neverRepeated.has(name));
}

/** Changes nothing at all for anybody. */
export const repeated = 'is carried out twice';

const kinds: Readonly<Record<string, Fault>> = {
  'throws before the effect': async () => {
    throw failure();
  },
  'throws after the effect': async (call) => {
    await call.carryOut();
    throw failure();
  },
  'the function dies before the effect': () => never,
  'the function dies after the effect': async (call) => {
    await call.carryOut();
    return never;
  },
  'no answer, no effect': givenUp,
  'no answer, though the effect came at once': async (call, clock) => {
    await call.carryOut();
    return givenUp(call, clock);
  },
  'no answer, and the effect after it was given up': (call, clock) => {
    // What becomes of it then concerns nobody any more.
    clock
      .wait(6000)
      .then(call.carryOut)
      .catch(() => {});
    return givenUp(call, clock);
  },
  'answers after 3 s': async (call, clock) => {
    await clock.wait(3000);
    return call.carryOut();
  },
  'stands still for 6 s before the effect, and goes on after its retry': async (call, clock) => {
    await clock.wait(6000);
    return call.carryOut();
  },
  'stands still for 6 s after the effect, and goes on after its retry': async (call, clock) => {
    const result = await call.carryOut();
    await clock.wait(6000);
    return result;
  },
  'stands still for 9 s before the effect, into the next step': async (call, clock) => {
    await clock.wait(9000);
    return call.carryOut();
  },
  'stands still for 9 s after the effect, into the next step': async (call, clock) => {
    const result = await call.carryOut();
    await clock.wait(9000);
    return result;
  },
  [repeated]: async (call) => {
    await call.carryOut();
    return call.carryOut();
  },
};
