import { AsyncLocalStorage } from 'node:async_hooks';
import type { HandClock } from '../support/manual-clock.js';
import type { TriggerName } from '../support/user-pool.js';

type Json = Record<string, unknown>;
type Run = (trigger: TriggerName, event: Json) => Promise<Json>;

/** One time that a trigger is handed an event. */
interface Delivery {
  trigger: TriggerName;
  /** Which of the act's events it is; Cognito's tries of one event share it. */
  invocation: number;
  attempt: 1 | 2 | 3 | 'other';
  points: number;
}

/** A call that a trigger makes to anything outside of it, and waits for. */
export interface Point {
  trigger: TriggerName;
  invocation: number;
  /** Which of its delivery's calls it is. */
  index: number;
  /** `store.write`, for instance. */
  name: string;
}

export interface Call {
  name: string;
  signal: AbortSignal | undefined;
  carryOut(): Promise<unknown>;
}

/** What strikes a call. */
export type Fault = (call: Call, clock: HandClock) => Promise<unknown>;

/** One thing that goes differently in an act. */
export type Schedule =
  | { kind: 'fault'; at: Point; name: string; fault: Fault; everyTry: boolean }
  /** Another delivery or session comes in before the call `at` and gets as far as its own call number `until`. */
  | { kind: 'overlap'; at: Point; until: number; other: 'same event' | 'other session'; answers: 'first' | 'second' };

/** Whose call it is. One for all stages: Node goes through every such storage whenever a promise is made. */
const running = new AsyncLocalStorage<Delivery>();

/** How long Cognito waits for a trigger, and how often it asks. */
const patience = 5000;
const tries = 3;

/**
 * Where an act is played: hands events to triggers as Cognito does (5 s, three tries), knows every call that they wait
 * for, and lets one schedule have its way with them. Time passes when everybody waits, and never otherwise.
 */
export class Stage {
  readonly points: Point[] = [];
  /** How often the schedule's fault struck. */
  struck = 0;
  /** Whether Cognito asked more than once. */
  retried = false;
  /** How long the slowest delivery took to its answer, in ms. */
  slowest = 0;
  /** Whether the other delivery stopped at the call it was to stop at, rather than reach its end before. */
  parked = false;
  schedule: Schedule | undefined;
  /** The other session's step. */
  rival: (() => Promise<unknown>) | undefined;

  #acting = false;
  #invocations = 0;
  #underWay = 0;
  #first = gate();
  #second = gate();
  #other: Promise<unknown> | undefined;

  constructor(
    private readonly clock: HandClock,
    private readonly run: Run,
  ) {}

  /** Every method of `target` is such a call: those of today and those to come. */
  instrument<Target extends object>(name: string, target: Target): Target {
    return new Proxy(target, {
      get: (of, key) => {
        const value: unknown = Reflect.get(of, key, of);
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) =>
          this.#meet({
            name: `${name}.${String(key)}`,
            signal: given.find((one): one is AbortSignal => one instanceof AbortSignal),
            carryOut: async () => {
              this.#underWay++;
              try {
                return await value.apply(of, given);
              } finally {
                this.#underWay--;
              }
            },
          });
      },
    });
  }

  /** Plays `act` with the schedule in force. */
  async act<Result>(act: () => Promise<Result>): Promise<Result> {
    this.#acting = true;
    try {
      const result = await this.whileTimePasses(act());
      if (this.#other) await this.whileTimePasses(this.#other);
      return result;
    } finally {
      this.#acting = false;
    }
  }

  /** Waits for `step`, and moves the clock on whenever nothing else can happen. */
  async whileTimePasses<Result>(step: Promise<Result>): Promise<Result> {
    let over = false;
    const ended = step.finally(() => {
      over = true;
    });
    ended.catch(() => {});
    for (;;) {
      await new Promise(setImmediate);
      if (over) return ended;
      if (this.#underWay > 0) continue;
      const due = this.clock.nextDue;
      if (due === undefined) throw new Error('everybody waits, for nothing');
      this.clock.advance(due);
    }
  }

  /** Cognito's part. */
  invoke = async (trigger: TriggerName, event: Json): Promise<Json> => {
    if (running.getStore()?.attempt === 'other') return this.run(trigger, event);
    const invocation = this.#acting ? this.#invocations++ : -1;
    let failure: unknown;
    const { schedule } = this;
    if (schedule?.kind === 'overlap' && schedule.at.invocation === invocation) {
      return this.#overlap(schedule, trigger, event, invocation);
    }
    for (const attempt of [1, 2, 3] as const) {
      if (attempt > 1) this.retried = true;
      const answer = this.#deliver({ trigger, invocation, attempt, points: 0 }, () => this.run(trigger, event));
      const outcome = await Promise.race([
        answer.then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        ),
        this.clock.wait(patience).then(() => ({ error: new Error('Cognito has given up') })),
      ]);
      if ('value' in outcome) return outcome.value;
      failure = outcome.error;
      if (attempt === tries) break;
    }
    throw failure;
  };

  #startOther: () => Promise<unknown> = () => Promise.resolve();

  /** Two at once: whoever comes in second starts when the first is about to make its call `at`. */
  async #overlap(
    { other, answers }: Extract<Schedule, { kind: 'overlap' }>,
    trigger: TriggerName,
    event: Json,
    invocation: number,
  ): Promise<Json> {
    const again = other === 'same event' ? () => this.run(trigger, event) : async () => this.rival?.();
    this.#startOther = () => this.#deliver({ trigger, invocation, attempt: 'other', points: 0 }, again);
    const answer = this.#deliver({ trigger, invocation, attempt: 1, points: 0 }, () => this.run(trigger, event));
    answer.then(this.#second.open, this.#second.open);
    const first = await answer;
    const second = await this.#other;
    return answers === 'second' ? (second as Json) : first;
  }

  #deliver<Result>(delivery: Delivery, work: () => Promise<Result>): Promise<Result> {
    const began = this.clock.elapsed();
    const answer = running.run(delivery, work);
    const end = () => {
      this.slowest = Math.max(this.slowest, this.clock.elapsed() - began);
    };
    answer.then(end, end);
    return answer;
  }

  async #meet(call: Call): Promise<unknown> {
    // As an SDK's clients do.
    if (call.signal?.aborted) throw call.signal.reason;
    const delivery = running.getStore();
    if (!delivery || !this.#acting || delivery.invocation < 0) return call.carryOut();
    const { trigger, invocation, attempt } = delivery;
    const index = delivery.points++;
    if (attempt === 1) this.points.push({ trigger, invocation, index, name: call.name });
    const { schedule } = this;
    if (schedule?.kind === 'fault' && schedule.at.invocation === invocation && schedule.at.index === index) {
      if (attempt === 1 || schedule.everyTry) {
        this.struck++;
        return schedule.fault(call, this.clock);
      }
    }
    if (schedule?.kind === 'overlap' && schedule.at.invocation === invocation) {
      if (attempt === 1 && index === schedule.at.index) {
        this.#other = this.#startOther();
        this.#other.then(this.#first.open, this.#first.open);
        await this.#first.opened;
      }
      if (attempt === 'other' && index === schedule.until) {
        this.parked = true;
        this.#first.open();
        await this.#second.opened;
      }
    }
    return call.carryOut();
  }
}

function gate(): { open: () => void; opened: Promise<void> } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
