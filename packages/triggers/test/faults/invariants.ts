import assert from 'node:assert/strict';
import type { Account, Challenge } from '../../src/domain/account.js';
import { emptyAccount } from '../../src/domain/account.js';
import { deriveAnswerId } from '../../src/domain/code.js';
import type { DestinationBudget } from '../../src/domain/destination-budget.js';
import { minutes, seconds } from '../support/manual-clock.js';
import { email, type Page, phone } from '../support/set-up.js';
import type { Play, Scenario } from './scenarios.js';

const limits = { attempts: 3, guesses: 5, gap: seconds(30) };
const fixedWords = /^(sign_up_unavailable|sign_in_unavailable|Cognito has given up)$/;

/** What must hold after an act, whatever happened in it. `sentBefore`: messages when it began. */
export function inspect(play: Play, scenario: Scenario, sentBefore: number): void {
  const { stage, outbox, store, pool, thrown, logged } = play;
  const { consumed, counted } = follow(play);

  // Exact counters: all that was compared was counted before, once; nothing was counted that nobody answered.
  const marks = (answers: Iterable<string>) =>
    new Set(
      [...answers].map((answer) => deriveAnswerId(play.keys.ring.pepper, ...(answer.split(' ') as [string, string]))),
    );
  assert.ok(isSubset(marks(play.evaluated), counted), 'an answer was compared that is not counted');
  assert.ok(isSubset(counted, marks(play.answers)), 'an answer is counted that nobody gave');

  // One consumption a code, and tokens for a right answer alone.
  const tokens = play.pages.filter(({ outcome }) => outcome === 'tokens');
  assert.ok(tokens.length <= consumed, `${tokens.length} sessions have tokens for ${consumed} consumed codes`);
  for (const page of tokens) assert.ok(play.told.get(page)?.right, 'tokens without a right answer');

  // Messages: at most one in an act, none uncounted, and no more counted than a fault explains.
  const sent = outbox.messages.length;
  assert.ok(sent - sentBefore <= 1, `${sent - sentBefore} messages in one act`);
  const counts = (kind: string) => {
    const found = [...store.counts].filter(([key]) => key.startsWith(kind));
    return found.reduce((sum, [, count]) => sum + count.hourCount, 0);
  };
  between(sent, counts('sends'), sent + stage.struck, 'messages counted for the pool');
  const texted = outbox.messages.filter(({ channel }) => channel === 'sms').length;
  between(texted - consumed, counts('range#'), texted + stage.struck, 'messages counted for the range');
  for (const to of [phone, email]) {
    const count = outbox.messages.filter((message) => message.to === to).length;
    const reserved = budgets(play).filter((names) => names.length >= count);
    assert.ok(count === 0 || reserved.length > 0, 'a message that its address’s budget does not know');
  }
  const all = budgets(play).flat().length;
  if (!scenario.unknown) between(sent, all, sent + stage.struck, 'messages counted for addresses');
  between(
    pool.users.length - 3,
    store.counts.get('sign-ups')?.hourCount ?? 0,
    pool.users.length + 3,
    'sign-ups counted',
  );

  // Nothing thrown that a person caused, and where something is, a fixed word.
  for (const { trigger, message } of thrown) {
    assert.ok(stage.struck > 0, `${trigger} threw ${message} and nothing had failed`);
    assert.match(message, fixedWords);
    const mayThrow = message === 'Cognito has given up' || trigger === 'preSignUp' || trigger === 'postAuthentication';
    assert.ok(mayThrow, `${trigger} threw`);
  }

  scenario.inspect?.(play);
  if (stage.schedule?.kind === 'fault' && stage.schedule.name.startsWith('no answer')) {
    assert.ok(stage.slowest < 4000, `an answer to Cognito took ${stage.slowest} ms`);
  }

  // What the page is told is true.
  for (const page of play.pages) {
    if (page.outcome !== 'asked') continue;
    const gave = play.told.get(page);
    // While another session has a new code made, the one before it isn't the right one any more.
    const replaced = scenario.renews && stage.schedule?.kind === 'overlap' && stage.schedule.other === 'other session';
    if (gave?.right && !replaced) assert.notEqual(page.told.reason, 'wrong_code', 'a right answer is called wrong');
    if (scenario.wants && thrown.length === 0 && page === play.pages[0] && !page.told.reason) {
      assert.equal(sent, sentBefore + 1, 'nothing was sent, and no reason is told');
    }
    if (gave) assert.notEqual(page.told.reason, 'send_failed', 'who answers asks for no message');
    if (gave?.right && stage.schedule?.kind === 'fault') {
      assert.notEqual(page.told.reason, 'expired', 'a right answer is used up and said to come too late');
    }
  }
  const said = JSON.stringify([logged, play.pages.map((page) => (page.outcome === 'asked' ? page.told : ''))]);
  assert.ok(!said.includes(phone) && !said.includes(email), 'an address got out');
}

/** What people see of an act. */
export interface Seen {
  messages: number;
  pages: string[];
}

export function seen({ outbox, pages }: Play): Seen {
  const told = (page: Page) =>
    page.outcome === 'asked' ? `${page.told.reason} ${page.told.attemptsLeft}` : page.outcome;
  return { messages: outbox.messages.length, pages: pages.map(told) };
}

/** Where no call failed, nothing at all may be off; and the same event twice is the same as once. */
export function inspectExactly(play: Play, scenario: Scenario, expected: Seen | undefined): void {
  const { outbox, store, stage, thrown } = play;
  assert.deepEqual(thrown, []);
  assert.equal(store.counts.get('sends')?.hourCount ?? 0, outbox.messages.length);
  const twice = stage.schedule?.kind === 'overlap' && stage.schedule.other === 'same event' && !scenario.refuses;
  if (expected && (twice || stage.schedule?.kind === 'fault')) assert.deepEqual(seen(play), expected);
}

/** Afterwards: whoever is still in a session gets in with it, and everybody can start again in an hour. */
export async function recover(play: Play, scenario: Scenario): Promise<void> {
  const { clock, outbox, pool, stage } = play;
  outbox.outcome = undefined;
  const captcha = (): Record<string, string> => (scenario.captcha ? { captcha: `good ${Math.random()}` } : {});
  if (scenario.unknown) return;
  if (!pool.find(phone)) await stage.whileTimePasses(play.signUp({ phone_number: phone }));
  assert.ok(pool.find(phone), 'nobody can sign up any more');

  const open = play.pages.filter((page) => page.outcome === 'asked' && page.told.reason !== 'locked');
  const inAlready = play.pages.some(({ outcome }) => outcome === 'tokens');
  if (open.length > 0 && !inAlready && !scenario.waits) {
    assert.ok(await comesIn(play, scenario, open[0]!, captcha), `the session does not get in: ${open[0]!.outcome}`);
  }

  clock.advance(minutes(61));
  const page = await stage.whileTimePasses(play.start());
  if (scenario.captcha) await stage.whileTimePasses(play.send(page, captcha()));
  await stage.whileTimePasses(play.answer(page, outbox.code));
  assert.equal(page?.outcome, 'tokens', 'an hour later nobody gets in');
  follow(play);
}

/** A person who does what the page says, for as long as their session lasts. */
async function comesIn(
  play: Play,
  scenario: Scenario,
  page: Page,
  captcha: () => Record<string, string>,
): Promise<boolean> {
  const { clock, outbox, stage } = play;
  const out = outbox.messages.length;
  let answers = out > 0;
  for (let round = 0; round < 5 && page.outcome === 'asked'; round++) {
    clock.advance(seconds(answers ? 2 : 31));
    await stage.whileTimePasses(answers ? play.answer(page, outbox.code) : play.send(page, captcha()));
    answers = outbox.messages.length > 0 && (!answers || page.outcome !== 'asked' || page.told.reason === 'unchecked');
  }
  if (out > 0 && page.outcome === 'tokens' && !scenario.renews) {
    assert.equal(outbox.messages.length, out, 'the code in hand was of no use');
  }
  // Three wrong answers, or nine rounds, end a session whatever they were.
  return page.outcome === 'tokens' || page.outcome === 'refused';
}

/** Reads every account’s history, step by step. */
function follow(play: Play): { consumed: number; counted: Set<string> } {
  const accounts = new Map<string, Account>();
  const counted = new Set<string>();
  let consumed = 0;
  for (const { key, data } of play.store.written) {
    if (!key.startsWith('account#')) continue;
    const before = accounts.get(key) ?? emptyAccount;
    const after = data as Account;
    let added = 0;
    let used = 0;
    for (const challenge of onRecord(after)) {
      const old = onRecord(before).find(({ id }) => id === challenge.id);
      const same = old !== undefined;
      if (same && old.used) assert.deepEqual(challenge.used, old.used, 'a used code is used again');
      if (challenge.used && !(same && old.used)) used++;
      const fresh = challenge.tries.filter((mark) => !(same && old.tries.includes(mark)) && !counted.has(mark));
      added += fresh.length;
      for (const mark of fresh) counted.add(mark);
      assert.equal(new Set(challenge.tries).size, challenge.tries.length, 'an answer is counted twice');
      assert.ok(challenge.tries.length <= limits.attempts, 'more answers than a code takes');
    }
    assert.ok(used + added <= 1, 'one write does one thing');
    if (used) assert.deepEqual([after.inARow, after.guesses], [0, []]);
    else assert.equal(after.inARow, before.inARow + added, 'answers in a row');
    const recent = after.guesses.filter((time) => time > Math.max(...after.guesses) - minutes(15));
    assert.ok(recent.length <= limits.guesses, 'more answers than an account takes');
    consumed += used;
    accounts.set(key, after);
  }
  return { consumed, counted };
}

/** Every challenge there, and the one that each took the place of. */
function onRecord({ challenges }: Account): Challenge[] {
  return Object.values(challenges).flatMap((one) => (one.before ? [one, one.before] : [one]));
}

function budgets({ store }: Play): string[][] {
  return [...store.rows]
    .filter(([key]) => key.startsWith('destination#'))
    .map(([, { text }]) => (JSON.parse(text) as DestinationBudget).sends.map(({ name }) => name));
}

function between(least: number, value: number, most: number, what: string): void {
  assert.ok(value >= least && value <= most, `${what}: ${value}, not ${least} to ${most}`);
}

function isSubset<Value>(part: Set<Value>, whole: Set<Value>): boolean {
  return [...part].every((value) => whole.has(value));
}
