import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Policy } from '../../src/domain/policy.js';
import type { Captcha } from '../../src/flows/captcha.js';
import type { Message, SendOutcome } from '../../src/ports/sender.js';
import { HandClock, minutes, seconds } from '../support/manual-clock.js';
import { MemoryStore } from '../support/memory-store.js';
import { Outbox, wrong } from '../support/outbox.js';
import { email, type Page, phone, setUp } from '../support/set-up.js';
import type { Metadata, TriggerName } from '../support/user-pool.js';
import { Stage } from './schedule-runner.js';

const ann = { phone_number: phone, phone_number_verified: 'true' };
const other = '+447700901999';
/** In the same block of numbers as `phone`. */
const neighbour = '+447700900999';

/** A provider that wants to know which messages were answered. */
class Receipts extends Outbox {
  readonly confirmed: string[] = [];
  override async send(message: Message): Promise<SendOutcome> {
    const outcome = await super.send(message);
    return outcome.kind === 'accepted' ? { ...outcome, receipt: `r${this.messages.length}` } : outcome;
  }
  async confirm(receipt: string): Promise<void> {
    this.confirmed.push(receipt);
  }
}

/** The answer that is being looked at. */
const answering = new AsyncLocalStorage<string | undefined>();

export interface Scenario {
  name: string;
  policy?: Partial<Policy>;
  /** A sender that is told of answers. */
  receipts?: boolean;
  captcha?: boolean;
  /** Somebody whom nobody has signed up. */
  unknown?: boolean;
  withholdsMetadata?: boolean;
  /** Nobody gets in for now: a budget is used up. */
  waits?: boolean;
  /** A provider or issuer refuses, and tells that to one of two deliveries alone. */
  refuses?: boolean;
  /** It asks for a message. */
  wants?: boolean;
  /** A code that is out already may be none for the round that follows: another takes its place, or it is used up. */
  renews?: boolean;
  prepare(play: Play): Promise<void>;
  act(play: Play): Promise<void>;
  /** The other session's doing, where it comes in between. */
  rival?(play: Play): Promise<unknown>;
  /** What must hold of it besides. */
  inspect?(play: Play): void;
}

export async function playOf(scenario: Scenario) {
  const clock = new HandClock();
  const store = new MemoryStore(clock);
  const outbox = scenario.receipts ? new Receipts() : new Outbox();
  const shown = new Set<string>();
  const captcha: Captcha = {
    // An issuer tells once.
    verify: async (token) => token.startsWith('good') && shown.size < shown.add(token).size,
  };
  const world = await setUp({
    clock,
    store,
    sender: outbox,
    policy: { signUpAttributes: ['name', 'locale'], ...scenario.policy },
  });
  const { pool } = world;
  pool.handsCreateMetadata = !scenario.withholdsMetadata;
  const { invoke } = pool;
  const evaluated = new Set<string>();
  const stage = new Stage(clock, (trigger, event) => answering.run(answerOf(event), () => invoke(trigger, event)));
  pool.triggers = world.compose({
    store: stage.instrument('store', store),
    keys: stage.instrument('keys', world.keys),
    sender: stage.instrument('sender', outbox),
    users: stage.instrument('users', pool),
    ...(scenario.captcha ? { captcha: stage.instrument('captcha', captcha) } : {}),
    onEvent: (event, facts = {}) => {
      world.logged.push({ event, facts });
      const answer = answering.getStore();
      if (answer && event === 'verify' && (facts.verdict === 'right' || facts.verdict === 'wrong')) {
        evaluated.add(answer);
      }
    },
  });
  const thrown: { trigger: TriggerName; message: string }[] = [];
  const answers = new Set<string>();
  pool.invoke = async (trigger, event) => {
    const answer = answerOf(event);
    if (answer) answers.add(answer);
    return stage.invoke(trigger, event).catch((error: Error) => {
      thrown.push({ trigger, message: error.message });
      throw error;
    });
  };

  const pages: Page[] = [];
  const told = new Map<Page, { gave: string; right: boolean }>();
  /** Cognito’s answer, or what a page does with an error: it stays where it was. */
  const step = <Result>(work: Promise<Result>) => work.catch(() => undefined);
  const play = {
    ...world,
    outbox,
    store,
    stage,
    evaluated,
    thrown,
    answers,
    pages,
    told,
    async start(name = phone): Promise<Page | undefined> {
      const page = await step(world.signIn(name));
      if (page) pages.push(page);
      return page;
    },
    async answer(page: Page | undefined, text: string): Promise<void> {
      if (page?.outcome !== 'asked') return;
      const right = outbox.messages.length > 0 && outbox.codes.includes(text);
      told.set(page, { gave: text, right });
      await step(page.answer(text));
    },
    async send(page: Page | undefined, wishes: Metadata = {}): Promise<void> {
      if (page?.outcome === 'asked') await step(page.send(wishes));
    },
    signUp: (attributes: Record<string, string>) => step(pool.signUp(attributes)),
  };
  return play;
}

/** Names an answer and the round that it was given in. Requests for a message are none. */
function answerOf(event: Record<string, unknown>): string | undefined {
  const { privateChallengeParameters, challengeAnswer, clientMetadata } = event.request as {
    privateChallengeParameters?: { round: string };
    challengeAnswer?: string;
    clientMetadata?: Metadata;
  };
  return privateChallengeParameters && !clientMetadata
    ? `${privateChallengeParameters.round} ${challengeAnswer}`
    : undefined;
}

export type Play = Awaited<ReturnType<typeof playOf>>;

/** Two sessions of one person, the second joined to the first one’s code. */
async function joined(play: Play): Promise<void> {
  play.pool.addUser(ann);
  play.pool.addUser({ phone_number: neighbour });
  await play.start(neighbour);
  play.pages.pop();
  await play.start();
  play.clock.advance(seconds(2));
  await play.start();
}

/** So many wrong answers, with new codes where they are needed. */
async function guessed(play: Play, count: number): Promise<void> {
  await joined(play);
  for (let by = 1; by <= Math.min(3, count); by++) await play.answer(play.pages[0], wrong(play.outbox.code, by));
  if (count < 3) return;
  play.clock.advance(seconds(31));
  await play.send(play.pages[1]);
  await play.start();
  for (let by = 4; by <= count; by++) await play.answer(play.pages[1], wrong(play.outbox.code, by));
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'sign-up',
    prepare: async () => {},
    act: async (play) => void (await play.signUp({ phone_number: phone, locale: 'en' })),
    rival: (play) => play.signUp({ phone_number: other }),
  },
  {
    name: 'start',
    wants: true,
    prepare: async ({ pool }) => void pool.addUser(ann),
    act: async (play) => void (await play.start()),
    rival: (play) => play.start(),
  },
  {
    name: 'start, of an unknown user',
    unknown: true,
    prepare: async () => {},
    act: async (play) => void (await play.start()),
    rival: (play) => play.start(),
  },
  {
    name: 'start, with the budget of the pool used up',
    refuses: true,
    policy: { poolSendsAnHour: 1 },
    waits: true,
    prepare: async (play) => {
      play.pool.addUser(ann);
      play.pool.addUser({ phone_number: other });
      await play.start(other);
      play.pages.pop();
    },
    act: async (play) => void (await play.start()),
    rival: (play) => play.start(),
  },
  {
    name: 'start, with a provider that refuses',
    refuses: true,
    prepare: async ({ pool, outbox }) => {
      pool.addUser(ann);
      outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    },
    act: async (play) => void (await play.start()),
    rival: (play) => play.start(),
  },
  {
    name: 'join',
    prepare: async (play) => {
      play.pool.addUser(ann);
      await play.start();
      play.clock.advance(seconds(5));
    },
    act: async (play) => void (await play.start()),
    rival: (play) => play.start(),
  },
  {
    name: 'send',
    wants: true,
    prepare: async (play) => {
      await joined(play);
      play.clock.advance(seconds(31));
    },
    act: (play) => play.send(play.pages[0], { locale: 'de' }),
    rival: (play) => play.send(play.pages[1]),
  },
  {
    name: 'send, if Create receives no ClientMetadata',
    wants: true,
    withholdsMetadata: true,
    prepare: async (play) => {
      await joined(play);
      play.clock.advance(seconds(31));
    },
    act: (play) => play.send(play.pages[0]),
    rival: (play) => play.send(play.pages[1]),
  },
  {
    name: 'send, over the other channel',
    wants: true,
    renews: true,
    prepare: async (play) => {
      play.pool.addUser({ ...ann, email, email_verified: 'true' });
      await play.start();
      await play.start();
    },
    act: (play) => play.send(play.pages[0], { channel: 'email' }),
    rival: (play) => play.send(play.pages[1], { channel: 'email' }),
  },
  {
    name: 'send, with a CAPTCHA',
    wants: true,
    refuses: true,
    captcha: true,
    policy: { sendOn: 'request' },
    prepare: joined,
    act: (play) => play.send(play.pages[0], { captcha: 'good1' }),
    rival: (play) => play.send(play.pages[1], { captcha: 'good1' }),
  },
  {
    name: 'send, with a new code for one that is about to expire',
    wants: true,
    renews: true,
    prepare: async (play) => {
      await joined(play);
      play.clock.advance(minutes(4));
    },
    act: (play) => play.send(play.pages[0]),
    rival: (play) => play.send(play.pages[1]),
  },
  {
    name: 'send, with a new code that the provider refuses',
    refuses: true,
    renews: true,
    prepare: async (play) => {
      await joined(play);
      play.clock.advance(minutes(4));
      play.outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    },
    act: (play) => play.send(play.pages[0]),
    rival: (play) => play.send(play.pages[1]),
  },
  {
    name: 'right answer',
    prepare: joined,
    act: (play) => play.answer(play.pages[0], play.outbox.code),
    rival: (play) => play.answer(play.pages[1], play.outbox.code),
  },
  {
    name: 'right answer, for the first time after a sign-up',
    renews: true,
    receipts: true,
    prepare: async (play) => {
      await play.signUp({ phone_number: phone, name: 'Mallory' });
      play.pool.addUser({ phone_number: neighbour });
      await play.start(neighbour);
      play.pages.pop();
      await play.start();
      await play.start();
    },
    act: (play) => play.answer(play.pages[0], play.outbox.code),
    rival: (play) => play.answer(play.pages[1], play.outbox.code),
    inspect: ({ pages, pool }) => {
      if (!pages.some(({ outcome }) => outcome === 'tokens')) return;
      // Whoever is in is in an account that nobody else has a key to.
      assert.equal(pool.users[0]?.attributes.name, undefined);
      assert.equal(pool.users[0]?.attributes.phone_number_verified, 'true');
      assert.ok(pool.done.includes('replace password') && pool.done.includes('end sessions'));
    },
  },
  {
    name: 'right answer, while another session requests a new code',
    renews: true,
    prepare: async (play) => {
      await joined(play);
      play.clock.advance(minutes(4));
    },
    act: (play) => play.answer(play.pages[0], play.outbox.code),
    rival: (play) => play.send(play.pages[1]),
  },
  {
    name: 'right answer, while the provider refuses a new code of another session',
    prepare: async (play) => {
      await joined(play);
      play.clock.advance(minutes(4));
      play.outbox.outcome = { kind: 'refused', why: 'ThrottledException' };
    },
    act: (play) => play.answer(play.pages[0], play.outbox.code),
    rival: (play) => play.start(),
  },
  {
    name: 'right answer, while another session starts',
    prepare: async (play) => {
      await joined(play);
      play.clock.advance(seconds(31));
    },
    act: (play) => play.answer(play.pages[0], play.outbox.code),
    rival: (play) => play.start(),
  },
  {
    name: 'wrong answer',
    prepare: joined,
    act: (play) => play.answer(play.pages[0], wrong(play.outbox.code)),
    rival: (play) => play.answer(play.pages[1], play.outbox.code),
  },
  {
    name: 'wrong answer, for the third time',
    renews: true,
    prepare: (play) => guessed(play, 2),
    act: (play) => play.answer(play.pages[0], wrong(play.outbox.code, 3)),
    rival: (play) => play.answer(play.pages[1], play.outbox.code),
  },
  {
    name: 'wrong answer, of an unknown user',
    unknown: true,
    prepare: async (play) => {
      await play.start();
      await play.start();
    },
    act: (play) => play.answer(play.pages[0], '000001'),
    rival: (play) => play.answer(play.pages[1], '000002'),
  },
  {
    name: 'wrong answer that locks the account, the fifth',
    waits: true,
    prepare: (play) => guessed(play, 4),
    act: (play) => play.answer(play.pages[1], wrong(play.outbox.code, 9)),
    rival: (play) => play.answer(play.pages[2], play.outbox.code),
  },
  {
    name: 'right answer, with the account locked',
    waits: true,
    prepare: (play) => guessed(play, 5),
    act: (play) => play.answer(play.pages[2], play.outbox.code),
    rival: (play) => play.start(),
  },
];
