/** Every way in which one call to a dependency can fail. */
import type { ManualClock } from '../support/manual-clock.js';
import { email, phone } from '../support/set-up.js';

/** A call that was intercepted and has not been performed yet. */
export interface InterceptedCall {
  readonly name: string;
  /** The abort signal among the arguments of the call, if there is one. */
  readonly signal: AbortSignal | undefined;
  perform(): Promise<unknown>;
}

/** One way in which a call can fail. */
export interface FaultKind {
  /** What happens to the call. */
  readonly name: string;
  /** Takes the place of the call. */
  inject(call: InterceptedCall, clock: ManualClock): Promise<unknown>;
  /** The call gets no reply before its own time limit. */
  readonly unanswered?: true;
  /** The call is repeated, as an SDK retry does, and the caller notices nothing. */
  readonly repeated?: true;
}

/** The calls that callers promise never to retry by themselves, so that `repeated` cannot happen to them. */
const NEVER_RETRIED = new Set(['store.count', 'sender.send', 'second.send', 'captcha.verify']);

/** The faults that can occur at the call of this name. */
export const faultsFor = (call: string): readonly FaultKind[] =>
  FAULT_KINDS.filter(({ repeated }) => !repeated || !NEVER_RETRIED.has(call));

/** An error whose text contains addresses, which must not reach a response or a log. */
const failure = () => new Error(`no answer for ${phone} and ${email}`);

/** What an invocation awaits that was terminated. */
const never = new Promise<never>(() => {});

/** The time limit, in ms, after which a call without an abort signal fails. */
const DEFAULT_TIME_LIMIT = 6000;

/** Rejects once the caller gives up on the call: on its abort signal, or after the default time limit. */
async function timeOut({ signal }: InterceptedCall, clock: ManualClock): Promise<never> {
  if (!signal) {
    await clock.wait(DEFAULT_TIME_LIMIT);
    throw failure();
  }
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

/** The function is suspended before the call for `span` ms. */
const pausedBefore = (span: number) => async (call: InterceptedCall, clock: ManualClock) => {
  await clock.wait(span);
  return call.perform();
};

/** The function is suspended after the call for `span` ms. */
const pausedAfter = (span: number) => async (call: InterceptedCall, clock: ManualClock) => {
  const result = await call.perform();
  await clock.wait(span);
  return result;
};

const FAULT_KINDS: readonly FaultKind[] = [
  {
    name: 'throws before the effect',
    inject: async () => {
      throw failure();
    },
  },
  {
    name: 'throws after the effect',
    inject: async (call) => {
      await call.perform();
      throw failure();
    },
  },
  { name: 'the function dies before the effect', inject: () => never },
  {
    name: 'the function dies after the effect',
    inject: async (call) => {
      await call.perform();
      return never;
    },
  },
  { name: 'no reply and no effect', unanswered: true, inject: timeOut },
  {
    name: 'no reply, although the effect occurs at once',
    unanswered: true,
    inject: async (call, clock) => {
      await call.perform();
      return timeOut(call, clock);
    },
  },
  {
    name: 'no reply, and the effect occurs after the caller has given up',
    unanswered: true,
    inject: (call, clock) => {
      // Nothing awaits the late effect, so its errors are dropped.
      clock
        .wait(DEFAULT_TIME_LIMIT)
        .then(call.perform)
        .catch(() => {});
      return timeOut(call, clock);
    },
  },
  { name: 'replies after 3 s', inject: pausedBefore(3000) },
  {
    name: 'the function is suspended for 6 s before the effect, and resumes during its retry',
    inject: pausedBefore(6000),
  },
  {
    name: 'the function is suspended for 6 s after the effect, and resumes during its retry',
    inject: pausedAfter(6000),
  },
  {
    name: 'the function is suspended for 9 s before the effect, and resumes in the next step',
    inject: pausedBefore(9000),
  },
  {
    name: 'the function is suspended for 9 s after the effect, and resumes in the next step',
    inject: pausedAfter(9000),
  },
  {
    name: 'is performed twice',
    repeated: true,
    inject: async (call) => {
      await call.perform();
      return call.perform();
    },
  },
];
