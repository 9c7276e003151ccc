/** The set-up that a scenario runs in: triggers whose dependencies are instrumented, and a record of all that happened. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { sendersInOrder } from '../../src/adapters/senders-in-order.js';
import type { Policy } from '../../src/domain/policy.js';
import type { Captcha } from '../../src/ports/captcha.js';
import type { Message, Sender, SendOutcome } from '../../src/ports/sender.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryStore } from '../support/memory-store.js';
import { Outbox } from '../support/outbox.js';
import { type Page, phone, setUp } from '../support/set-up.js';
import type { Metadata, TriggerName } from '../support/user-pool.js';
import { ScheduleRunner } from './schedule-runner.js';

/** One step of a sign-in or a sign-up, which is run under every schedule. */
export interface Scenario {
  readonly name: string;
  readonly policy?: Partial<Policy>;
  /** The sender returns receipts, and answered messages are reported to it. */
  readonly withReceipts?: boolean;
  /** There are two providers. The first one accepts what it is given, or refuses it. */
  readonly firstOfTwo?: 'accepts' | 'refuses';
  /** A CAPTCHA token is required for each message. */
  readonly withCaptcha?: boolean;
  /** Messages are counted in two budgets: that of all devices, and that of a known one. */
  readonly usesDevice?: boolean;
  /** The user does not exist. */
  readonly unknownUser?: boolean;
  /** Cognito does not pass ClientMetadata to Create. */
  readonly createLacksMetadata?: boolean;
  /** The act leaves the user unable to sign in for now, because a budget is used up. */
  readonly blocksSignIn?: boolean;
  /** A refusal by a provider or by the CAPTCHA service is reported to only one of two deliveries of the same event. */
  readonly refusalReportedOnce?: boolean;
  /** The act requests a message. */
  readonly requestsMessage?: boolean;
  /** A code sent before the act may not work after it: another one replaces it, or the act uses it. */
  readonly replacesCode?: boolean;
  prepare(run: ScenarioRun): Promise<void>;
  act(run: ScenarioRun): Promise<void>;
  /** The step of another session in schedules with an overlap. */
  otherSession?(run: ScenarioRun): Promise<unknown>;
  /** Asserts what must hold for this scenario beyond the common invariants. */
  assertMore?(run: ScenarioRun): void;
}

export type ScenarioRun = Awaited<ReturnType<typeof startScenario>>;

/** The answer that the current invocation of Verify verifies. */
const currentAnswer = new AsyncLocalStorage<string | undefined>();

/** A sender that returns a receipt for each message and records which were confirmed as answered. */
class ReceiptOutbox extends Outbox {
  readonly confirmed: string[] = [];
  override async send(message: Message): Promise<SendOutcome> {
    const outcome = await super.send(message);
    return outcome.kind === 'accepted' ? { ...outcome, receipt: `r${this.messages.length}` } : outcome;
  }
  async confirm(receipt: string): Promise<void> {
    this.confirmed.push(receipt);
  }
}

/** A CAPTCHA service that accepts each token that begins with `good` once. */
function singleUseCaptcha(): Captcha {
  const used = new Set<string>();
  return { verify: async (token) => token.startsWith('good') && used.size < used.add(token).size };
}

/** Sets a scenario up: instrumented triggers over a store in memory, without any event yet. */
export async function startScenario(scenario: Scenario) {
  const clock = new ManualClock();
  const store = new MemoryStore(clock);
  const outbox = scenario.withReceipts ? new ReceiptOutbox() : new Outbox();
  const environment = await setUp({
    clock,
    store,
    sender: outbox,
    policy: { signUpAttributes: ['name', 'locale'], ...scenario.policy },
  });
  const { pool } = environment;
  pool.passesMetadataToCreate = !scenario.createLacksMetadata;
  const { invoke } = pool;
  const runner = new ScheduleRunner(clock, (trigger, event) =>
    currentAnswer.run(answerIn(event), () => invoke(trigger, event)),
  );
  /** Every answer that was compared with a code, with its round. */
  const comparedAnswers = new Set<string>();
  pool.triggers = environment.compose({
    store: runner.instrument('store', store),
    keys: runner.instrument('keys', environment.keys),
    sender: senderOf(scenario, outbox, runner, environment.logged),
    users: runner.instrument('users', pool),
    ...(scenario.withCaptcha ? { captcha: runner.instrument('captcha', singleUseCaptcha()) } : {}),
    onEvent: (event, fields = {}) => {
      environment.logged.push({ event, fields });
      const answer = currentAnswer.getStore();
      if (answer && event === 'verify' && (fields.verdict === 'right' || fields.verdict === 'wrong')) {
        comparedAnswers.add(answer);
      }
    },
  });
  const thrown: { trigger: TriggerName; message: string }[] = [];
  /** Every answer that was given, with its round. */
  const givenAnswers = new Set<string>();
  pool.invoke = async (trigger, event) => {
    const answer = answerIn(event);
    if (answer) givenAnswers.add(answer);
    return runner.invoke(trigger, event).catch((error: Error) => {
      thrown.push({ trigger, message: error.message });
      throw error;
    });
  };
  const base = { ...environment, outbox, store, runner, comparedAnswers, givenAnswers, thrown };
  return { ...base, ...userActions(base) };
}

/** The instrumented sender of a scenario. Two providers share one outbox, so that a message that both send is noticed. */
function senderOf(scenario: Scenario, outbox: Outbox, runner: ScheduleRunner, logged: { event: string }[]): Sender {
  if (!scenario.firstOfTwo) return runner.instrument('sender', outbox);
  const refusing: Sender = { send: async () => ({ kind: 'refused', why: 'ThrottlingException' }) };
  const first = scenario.firstOfTwo === 'accepts' ? outbox : refusing;
  return sendersInOrder([runner.instrument('sender', first), runner.instrument('second', outbox)], (event) =>
    logged.push({ event }),
  );
}

type BaseRun = Pick<Awaited<ReturnType<typeof setUp>>, 'pool' | 'signIn'> & { readonly outbox: Outbox };

/** What users do in a scenario. A request that fails leaves the page as it was. */
function userActions({ pool, signIn, outbox }: BaseRun) {
  /** The pages with a sign-in, in the order of their start. */
  const pages: Page[] = [];
  /** The last answer of each page, and whether it was a code that had been sent. */
  const lastAnswers = new Map<Page, { text: string; right: boolean }>();
  const ignoringFailure = <Result>(work: Promise<Result>) => work.catch(() => undefined);
  return {
    pages,
    lastAnswers,
    async start(name = phone): Promise<Page | undefined> {
      const page = await ignoringFailure(signIn(name));
      if (page) pages.push(page);
      return page;
    },
    async answer(page: Page | undefined, text: string, metadata?: Metadata): Promise<void> {
      if (page?.outcome !== 'challenged') return;
      const right = outbox.messages.length > 0 && outbox.codes.includes(text);
      lastAnswers.set(page, { text, right });
      await ignoringFailure(page.answer(text, metadata));
    },
    async send(page: Page | undefined, metadata: Metadata = {}): Promise<void> {
      if (page?.outcome === 'challenged') await ignoringFailure(page.send(metadata));
    },
    signUp: (attributes: Record<string, string>) => ignoringFailure(pool.signUp(attributes, { locale: 'ar' })),
  };
}

/** The round and the text of the answer in a Verify event, separated by a space. A send request is not an answer. */
function answerIn(event: Record<string, unknown>): string | undefined {
  const { privateChallengeParameters, challengeAnswer, clientMetadata } = event.request as {
    privateChallengeParameters?: { round: string };
    challengeAnswer?: string;
    clientMetadata?: Metadata;
  };
  return privateChallengeParameters && clientMetadata?.request === undefined
    ? `${privateChallengeParameters.round} ${challengeAnswer}`
    : undefined;
}
