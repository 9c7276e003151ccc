/** What must hold after every act of a scenario, whatever happened during it. */
import assert from 'node:assert/strict';
import type { Account, Challenge } from '../../src/domain/account.js';
import { emptyAccount } from '../../src/domain/account.js';
import { deriveAnswerId } from '../../src/domain/code.js';
import type { DestinationBudget } from '../../src/domain/destination-budget.js';
import { minutes, seconds } from '../support/manual-clock.js';
import { email, type Page, phone } from '../support/set-up.js';
import type { Scenario, ScenarioRun } from './scenario-run.js';
import { COGNITO_GAVE_UP } from './schedule-runner.js';

/** The triggers' default limits. */
const ATTEMPTS = 3;
const GUESSES = 5;
/** The time in which a trigger without a reply from a dependency must have responded, in ms. */
const LONGEST_RESPONSE = 4000;
/** The only error texts that Cognito may pass on to a caller. */
const FIXED_ERRORS: ReadonlySet<string> = new Set(['sign_up_unavailable', 'sign_in_unavailable', COGNITO_GAVE_UP]);

/** Asserts the common invariants. `sentBefore` is the number of messages at the start of the act. */
export function assertInvariants(run: ScenarioRun, scenario: Scenario, sentBefore: number): void {
  const { consumed, counted } = replayAccountHistories(run);
  assertAnswersCounted(run, counted);
  assertTokensNeedConsumedCodes(run, consumed);
  assertMessagesCounted(run, scenario, sentBefore, consumed);
  assertErrorsAllowed(run);
  scenario.assertMore?.(run);
  const { schedule, slowestInvocation } = run.runner;
  if (schedule?.kind === 'fault' && schedule.fault.unanswered) {
    assert.ok(slowestInvocation < LONGEST_RESPONSE, `a response to Cognito took ${slowestInvocation} ms`);
  }
  for (const page of run.pages) if (page.outcome === 'challenged') assertTruthful(run, scenario, page, sentBefore);
  assertNoAddressExposed(run);
}

/** Every compared answer was counted before, once, and nothing was counted that was not answered. */
function assertAnswersCounted(run: ScenarioRun, counted: ReadonlySet<string>): void {
  const ids = (answers: Iterable<string>) =>
    new Set(
      [...answers].map((answer) => {
        const [round = '', text = ''] = answer.split(' ');
        return deriveAnswerId(run.keys.value.pepper, round, text);
      }),
    );
  assert.ok(isSubset(ids(run.comparedAnswers), counted), 'an answer was compared that was not counted');
  assert.ok(isSubset(counted, ids(run.givenAnswers)), 'an answer was counted that was not given');
}

/** A code is consumed once for each session with tokens, and tokens require a right answer. */
function assertTokensNeedConsumedCodes(run: ScenarioRun, consumed: number): void {
  const signedIn = run.pages.filter(({ outcome }) => outcome === 'tokens');
  assert.ok(signedIn.length <= consumed, `${signedIn.length} sessions have tokens for ${consumed} consumed codes`);
  for (const page of signedIn) assert.ok(run.lastAnswers.get(page)?.right, 'tokens without a right answer');
}

/** An act sends at most one message; every message is counted, and no more are counted than a fault explains. */
function assertMessagesCounted(run: ScenarioRun, scenario: Scenario, sentBefore: number, consumed: number): void {
  const { runner, outbox, store, pool } = run;
  const sent = outbox.messages.length;
  assert.ok(sent - sentBefore <= 1, `${sent - sentBefore} messages in one act`);
  const counted = (keyPrefix: string) =>
    [...store.counts].filter(([key]) => key.startsWith(keyPrefix)).reduce((sum, [, count]) => sum + count.hourCount, 0);
  assertBetween(sent, counted('sends'), sent + runner.injected, 'messages counted for the pool');
  const texts = outbox.messages.filter(({ channel }) => channel === 'sms').length;
  assertBetween(texts - consumed, counted('range#'), texts + runner.injected, 'messages counted for the range');
  for (const address of [phone, email]) {
    const count = outbox.messages.filter(({ to }) => to === address).length;
    // A known device has a budget of its own for the same address.
    const all = sendsByDestination(run);
    const budgets = (scenario.usesDevice ? [all.flat()] : all).filter((names) => names.length >= count);
    assert.ok(count === 0 || budgets.length > 0, 'a message is not counted for its destination');
  }
  const forDestinations = sendsByDestination(run).flat().length;
  if (!scenario.unknownUser) {
    assertBetween(sent, forDestinations, sent + runner.injected, 'messages counted for destinations');
  }
  const signUps = store.counts.get('sign-ups')?.hourCount ?? 0;
  assertBetween(pool.users.length - 3, signUps, pool.users.length + 3, 'sign-ups counted');
}

/** Only PreSignUp and PostAuthentication throw, only after a fault, and only fixed texts. */
function assertErrorsAllowed({ runner, thrown }: ScenarioRun): void {
  for (const { trigger, message } of thrown) {
    assert.ok(runner.injected > 0, `${trigger} threw ${message} without a fault`);
    assert.ok(FIXED_ERRORS.has(message), `${trigger} threw ${message}`);
    const allowed = message === COGNITO_GAVE_UP || trigger === 'preSignUp' || trigger === 'postAuthentication';
    assert.ok(allowed, `${trigger} threw`);
  }
}

/** The reason that a page is given is true. */
function assertTruthful(run: ScenarioRun, scenario: Scenario, page: Page, sentBefore: number): void {
  const { schedule } = run.runner;
  const { reason } = page.parameters;
  const answer = run.lastAnswers.get(page);
  // While another session replaces the code, the previous code may no longer be right.
  const replaced = scenario.replacesCode && schedule?.kind === 'overlap' && schedule.other === 'other session';
  if (answer?.right && !replaced) assert.notEqual(reason, 'wrong_code', 'a right answer was called wrong');
  if (scenario.requestsMessage && run.thrown.length === 0 && page === run.pages[0] && !reason) {
    assert.equal(run.outbox.messages.length, sentBefore + 1, 'nothing was sent, and no reason was given');
  }
  if (!answer && !reason && !scenario.unknownUser) {
    assert.ok(run.outbox.messages.length > 0, 'the page asks for a code that was never sent');
  }
  if (answer) assert.notEqual(reason, 'send_failed', 'an answer does not request a message');
  if (answer?.right && schedule?.kind === 'fault') {
    assert.notEqual(reason, 'expired', 'a right answer consumed the code and was called too late');
  }
}

function assertNoAddressExposed({ logged, pages }: ScenarioRun): void {
  const shown = pages.map((page) => (page.outcome === 'challenged' ? page.parameters : ''));
  const text = JSON.stringify([logged, shown]);
  assert.ok(!text.includes(phone) && !text.includes(email), 'an address was logged or shown');
}

/** The result of an act that users can observe. */
export interface VisibleOutcome {
  readonly messages: number;
  /** The outcome of each page; for a page with a challenge its reason and the attempts left. */
  readonly pages: readonly string[];
}

export function visibleOutcome({ outbox, pages }: ScenarioRun): VisibleOutcome {
  const describePage = (page: Page) =>
    page.outcome === 'challenged' ? `${page.parameters.reason} ${page.parameters.attemptsLeft}` : page.outcome;
  return { messages: outbox.messages.length, pages: pages.map((page) => describePage(page)) };
}

/** Without a failed call, the counters are exact, and an event that is delivered twice has the outcome of a single one. */
export function assertSameOutcome(run: ScenarioRun, scenario: Scenario, normal: VisibleOutcome | undefined): void {
  const { outbox, store, thrown } = run;
  const { schedule } = run.runner;
  assert.deepEqual(thrown, []);
  assert.equal(store.counts.get('sends')?.hourCount ?? 0, outbox.messages.length);
  const deliveredTwice =
    schedule?.kind === 'overlap' && schedule.other === 'same event' && !scenario.refusalReportedOnce;
  if (normal && (deliveredTwice || schedule?.kind === 'fault')) assert.deepEqual(visibleOutcome(run), normal);
}

/** Afterwards, a session that is still open can sign in, and a new session can do so an hour later. */
export async function assertRecovery(run: ScenarioRun, scenario: Scenario): Promise<void> {
  const { clock, outbox, pool, runner } = run;
  outbox.outcome = undefined;
  if (scenario.unknownUser) return;
  if (!pool.find(phone)) await runner.advanceUntilSettled(run.signUp({ phone_number: phone }));
  assert.ok(pool.find(phone), 'signing up is no longer possible');

  const [open] = run.pages.filter((page) => page.outcome === 'challenged' && page.parameters.reason !== 'locked');
  const signedIn = run.pages.some(({ outcome }) => outcome === 'tokens');
  if (open && !signedIn && !scenario.blocksSignIn) {
    assert.ok(await continueSession(run, scenario, open), `the session cannot sign in: ${open.outcome}`);
  }

  clock.advance(minutes(61));
  const page = await runner.advanceUntilSettled(run.start());
  if (scenario.withCaptcha) await runner.advanceUntilSettled(run.send(page, captchaFor(scenario)));
  await runner.advanceUntilSettled(run.answer(page, outbox.code));
  assert.equal(page?.outcome, 'tokens', 'an hour later signing in is not possible');
  replayAccountHistories(run);
}

/** A new CAPTCHA token, if the scenario requires one. */
const captchaFor = ({ withCaptcha }: Scenario): Record<string, string> =>
  withCaptcha ? { captcha: `good ${Math.random()}` } : {};

/**
 * Answers and requests messages as the page suggests, for as long as the session lasts.
 *
 * @returns whether the session ended, with tokens or because its attempts or rounds are used up.
 */
async function continueSession(run: ScenarioRun, scenario: Scenario, page: Page): Promise<boolean> {
  const { clock, outbox, runner } = run;
  const sentBefore = outbox.messages.length;
  let hasCode = sentBefore > 0;
  for (let round = 0; round < 5 && page.outcome === 'challenged'; round++) {
    clock.advance(seconds(hasCode ? 2 : 31));
    const step = hasCode ? run.answer(page, outbox.code) : run.send(page, captchaFor(scenario));
    await runner.advanceUntilSettled(step);
    // An answer that was not checked may be given again; after any other verdict a new message is needed.
    hasCode =
      outbox.messages.length > 0 &&
      (!hasCode || page.outcome !== 'challenged' || page.parameters.reason === 'unchecked');
  }
  if (sentBefore > 0 && page.outcome === 'tokens' && !scenario.replacesCode) {
    assert.equal(outbox.messages.length, sentBefore, 'the code that was already sent did not work');
  }
  // Three wrong answers or nine rounds end a session, whatever they were.
  return page.outcome === 'tokens' || page.outcome === 'refused';
}

/**
 * Replays every write of every account record and asserts that each one makes at most one allowed change.
 *
 * @returns how many codes were consumed, and the IDs of all answers that were counted.
 */
function replayAccountHistories(run: ScenarioRun): { consumed: number; counted: Set<string> } {
  const accounts = new Map<string, Account>();
  const counted = new Set<string>();
  let consumed = 0;
  for (const { key, data } of run.store.written) {
    if (!key.startsWith('account#')) continue;
    const before = accounts.get(key) ?? emptyAccount;
    const after = data as Account;
    const change = changesBetween(before, after, counted);
    for (const id of change.counted) counted.add(id);
    assert.ok(change.consumed + change.counted.length <= 1, 'one write makes more than one change');
    assertGuessesCounted(before, after, change);
    const recent = after.guesses.filter((time) => time > Math.max(...after.guesses) - minutes(15));
    assert.ok(recent.length <= GUESSES, 'an account has more guesses than its limit');
    consumed += change.consumed;
    accounts.set(key, after);
  }
  return { consumed, counted };
}

/**
 * A counted answer is one more guess of its device or of all unknown ones. A right answer of an unknown device clears the shared
 * list; one of a known device leaves that list, and clears its own.
 */
function assertGuessesCounted(
  before: Account,
  after: Account,
  { consumed, counted }: ReturnType<typeof changesBetween>,
) {
  const ofDevices = ({ devices = [] }: Account) => devices.reduce((sum, { guesses }) => sum + guesses.length, 0);
  if (!consumed) {
    const added = after.inARow - before.inARow + ofDevices(after) - ofDevices(before);
    assert.equal(added, counted.length, 'guesses in a row');
    return;
  }
  const [proved] = after.devices?.filter(({ provedAt }) => provedAt === after.proved?.at) ?? [];
  const isKnown = before.devices?.some(({ id }) => id === proved?.id) ?? false;
  assert.deepEqual([after.inARow, after.guesses], isKnown ? [before.inARow, before.guesses] : [0, []]);
  assert.deepEqual(proved?.guesses ?? [], []);
}

/** The codes that were consumed and the answers that were counted between two versions of an account record. */
function changesBetween(before: Account, after: Account, countedBefore: ReadonlySet<string>) {
  const counted: string[] = [];
  let consumed = 0;
  for (const challenge of challengesIn(after)) {
    const old = challengesIn(before).find(({ id }) => id === challenge.id);
    if (old?.used) assert.deepEqual(challenge.used, old.used, 'a used code was used again');
    if (challenge.used && !old?.used) consumed++;
    const added = challenge.tries.filter(
      (id) => !old?.tries.includes(id) && !countedBefore.has(id) && !counted.includes(id),
    );
    counted.push(...added);
    assert.equal(new Set(challenge.tries).size, challenge.tries.length, 'an answer was counted twice');
    assert.ok(challenge.tries.length <= ATTEMPTS, 'a code has more attempts than its limit');
  }
  return { consumed, counted };
}

/** The challenges of an account, including those that another one is replacing. */
function challengesIn({ challenges }: Account): Challenge[] {
  return Object.values(challenges).flatMap((challenge) =>
    challenge.before ? [challenge, challenge.before] : [challenge],
  );
}

/** The names of the sends that are counted for each destination. */
function sendsByDestination({ store }: ScenarioRun): string[][] {
  return [...store.rows]
    .filter(([key]) => key.startsWith('destination#'))
    .map(([, { text }]) => (JSON.parse(text) as DestinationBudget).sends.map(({ name }) => name));
}

function assertBetween(least: number, value: number, most: number, what: string): void {
  assert.ok(value >= least && value <= most, `${what}: ${value}, not ${least} to ${most}`);
}

function isSubset<Value>(part: ReadonlySet<Value>, whole: ReadonlySet<Value>): boolean {
  return [...part].every((value) => whole.has(value));
}
