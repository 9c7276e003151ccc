/**
 * Runs one act of a scenario under a schedule: either a fault at one call that a trigger awaits, or an overlap with
 * another delivery or session.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ManualClock } from '../support/manual-clock.js';
import type { TriggerName } from '../support/user-pool.js';
import type { FaultKind, InterceptedCall } from './fault-kinds.js';

type Json = Record<string, unknown>;
type RunTrigger = (trigger: TriggerName, event: Json) => Promise<Json>;

/** One delivery of an event to a trigger. */
interface Invocation {
  readonly trigger: TriggerName;
  /** The number of the event within the act, from 0. Cognito's tries of one event share it; -1 is outside of the act. */
  readonly event: number;
  /** Cognito's try of the event, or `other` for the delivery or session that an overlap adds. */
  readonly tryNumber: 1 | 2 | 3 | 'other';
  /** The calls that this invocation has made so far. */
  calls: number;
}

/** A place at which a trigger calls a dependency and awaits the result. */
export interface CallSite {
  readonly trigger: TriggerName;
  /** The number of the event within the act, from 0. */
  readonly event: number;
  /** The number of the call within the invocation, from 0. */
  readonly index: number;
  /** The dependency and its method, for example `store.write`. */
  readonly name: string;
}

/** The one thing that differs from a normal run of an act. */
export type Schedule =
  | {
      readonly kind: 'fault';
      readonly at: CallSite;
      readonly fault: FaultKind;
      /** Whether the fault also occurs when Cognito retries the event. */
      readonly everyTry: boolean;
    }
  | {
      /** Before the call `at`, another delivery or session runs up to its own call number `until` and pauses there. */
      readonly kind: 'overlap';
      readonly at: CallSite;
      readonly until: number;
      readonly other: 'same event' | 'other session';
      /** Whose response Cognito uses. */
      readonly responder: 'first' | 'second';
    };

/**
 * The invocation that a call belongs to. All runners share one storage, because Node visits every such storage whenever a
 * promise is created.
 */
const currentInvocation = new AsyncLocalStorage<Invocation>();

/** How long Cognito waits for a trigger, in ms, before it retries. */
const COGNITO_TIMEOUT = 5000;
const LAST_TRY = 3;
/** The error of a try that timed out. */
export const COGNITO_GAVE_UP = 'Cognito has given up';

/**
 * Delivers events to the triggers as Cognito does (a timeout of 5 s, three tries), intercepts every call to an
 * instrumented dependency, and applies one schedule. The manual clock advances only when nothing else can happen.
 */
export class ScheduleRunner {
  /** Every call site of the act, in order. */
  readonly callSites: CallSite[] = [];
  /** How many calls the fault of the schedule has affected. */
  injected = 0;
  /** Whether Cognito tried an event more than once. */
  retried = false;
  /** The duration of the slowest invocation, in ms. */
  slowestInvocation = 0;
  /** Whether the other delivery paused at its call `until`; otherwise it ended before. */
  otherPaused = false;
  schedule: Schedule | undefined;
  /** The step of the other session. */
  otherSession: (() => Promise<unknown>) | undefined;

  #acting = false;
  #events = 0;
  #callsInProgress = 0;
  readonly #firstMayContinue = createGate();
  readonly #otherMayContinue = createGate();
  readonly #pausedAt = new Set<Gate>();
  #other: Promise<unknown> | undefined;
  #startOther: () => Promise<unknown> = () => Promise.resolve();

  constructor(
    private readonly clock: ManualClock,
    private readonly runTrigger: RunTrigger,
  ) {}

  /** Wraps a dependency so that every call of any of its methods is intercepted, including methods added in future. */
  instrument<Dependency extends object>(name: string, dependency: Dependency): Dependency {
    return new Proxy(dependency, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) =>
          this.#intercept({
            name: `${name}.${String(key)}`,
            signal: given.find((argument): argument is AbortSignal => argument instanceof AbortSignal),
            perform: async () => {
              this.#callsInProgress++;
              try {
                return await value.apply(target, given);
              } finally {
                this.#callsInProgress--;
              }
            },
          });
      },
    });
  }

  /** Runs an act with the schedule applied. */
  async act<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#acting = true;
    try {
      const result = await this.advanceUntilSettled(act());
      if (this.#other) await this.advanceUntilSettled(this.#other);
      return result;
    } finally {
      this.#acting = false;
    }
  }

  /**
   * Waits for `work` and advances the clock whenever nothing else can happen.
   *
   * @throws {Error} if `work` waits for something that no timer will ever cause.
   */
  async advanceUntilSettled<Result>(work: Promise<Result>): Promise<Result> {
    let settled = false;
    const result = work.finally(() => {
      settled = true;
    });
    result.catch(() => {});
    for (;;) {
      await new Promise(setImmediate);
      if (settled) return result;
      if (this.#callsInProgress > 0) continue;
      if (this.#resumePaused()) continue;
      const due = this.clock.nextDue;
      if (due === undefined) throw new Error('deadlock: nothing is in progress and no timer is pending');
      this.clock.advance(due);
    }
  }

  /** Invokes a trigger as Cognito does: up to three tries of 5 s each. */
  invoke = async (trigger: TriggerName, event: Json): Promise<Json> => {
    if (currentInvocation.getStore()?.tryNumber === 'other') return this.runTrigger(trigger, event);
    const number = this.#acting ? this.#events++ : -1;
    let failure: unknown;
    const { schedule } = this;
    if (schedule?.kind === 'overlap' && schedule.at.event === number) {
      return this.#overlap(schedule, trigger, event, number);
    }
    for (const tryNumber of [1, 2, 3] as const) {
      if (tryNumber > 1) this.retried = true;
      const response = this.#deliver({ trigger, event: number, tryNumber, calls: 0 }, () =>
        this.runTrigger(trigger, event),
      );
      const outcome = await Promise.race([
        response.then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        ),
        this.clock.wait(COGNITO_TIMEOUT).then(() => ({ error: new Error(COGNITO_GAVE_UP) })),
      ]);
      if ('value' in outcome) return outcome.value;
      failure = outcome.error;
      if (tryNumber === LAST_TRY) break;
    }
    throw failure;
  };

  /** Runs two deliveries at once: the second starts when the first is about to make the call `at`. */
  async #overlap(
    { other, responder }: Extract<Schedule, { kind: 'overlap' }>,
    trigger: TriggerName,
    event: Json,
    number: number,
  ): Promise<Json> {
    const second = other === 'same event' ? () => this.runTrigger(trigger, event) : async () => this.otherSession?.();
    this.#startOther = () => this.#deliver({ trigger, event: number, tryNumber: 'other', calls: 0 }, second);
    const first = this.#deliver({ trigger, event: number, tryNumber: 1, calls: 0 }, () =>
      this.runTrigger(trigger, event),
    );
    first.then(this.#otherMayContinue.open, this.#otherMayContinue.open);
    const firstResponse = await first;
    const secondResponse = await this.#other;
    return responder === 'second' ? (secondResponse as Json) : firstResponse;
  }

  #deliver<Result>(invocation: Invocation, work: () => Promise<Result>): Promise<Result> {
    const began = this.clock.elapsed();
    const response = currentInvocation.run(invocation, work);
    const recordDuration = () => {
      this.slowestInvocation = Math.max(this.slowestInvocation, this.clock.elapsed() - began);
    };
    response.then(recordDuration, recordDuration);
    return response;
  }

  async #pause(gate: Gate): Promise<void> {
    this.#pausedAt.add(gate);
    await gate.opened;
    this.#pausedAt.delete(gate);
  }

  /** Lets a paused delivery go on, because the one that it was paused for waits for it. Reports whether there was one. */
  #resumePaused(): boolean {
    const isPaused = this.#pausedAt.size > 0;
    for (const { open } of this.#pausedAt) open();
    return isPaused;
  }

  async #intercept(call: InterceptedCall): Promise<unknown> {
    // SDK clients also reject at once if the signal is already aborted.
    if (call.signal?.aborted) throw call.signal.reason;
    const invocation = currentInvocation.getStore();
    if (!invocation || !this.#acting || invocation.event < 0) return call.perform();
    const { trigger, event, tryNumber } = invocation;
    const index = invocation.calls++;
    if (tryNumber === 1) this.callSites.push({ trigger, event, index, name: call.name });
    const { schedule } = this;
    if (schedule?.at.event !== event) return call.perform();
    if (schedule.kind === 'fault') {
      if (schedule.at.index !== index || (tryNumber !== 1 && !schedule.everyTry)) return call.perform();
      this.injected++;
      return schedule.fault.inject(call, this.clock);
    }
    if (tryNumber === 1 && index === schedule.at.index) {
      this.#other = this.#startOther();
      this.#other.then(this.#firstMayContinue.open, this.#firstMayContinue.open);
      await this.#pause(this.#firstMayContinue);
    }
    if (tryNumber === 'other' && index === schedule.until) {
      this.otherPaused = true;
      this.#firstMayContinue.open();
      await this.#pause(this.#otherMayContinue);
    }
    return call.perform();
  }
}

/** A promise that is resolved from outside. */
interface Gate {
  readonly open: () => void;
  readonly opened: Promise<void>;
}

function createGate(): Gate {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
