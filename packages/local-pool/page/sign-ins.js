// The list of sign-ins and other calls. Opening one shows its rounds with the event, response and log of each trigger.

import { announce, byId, copyButton, duration, element, plural, showList, timeOfDay } from './elements.js';

/** @import { Entry, FullEntry, FullRound, FullTrigger, Outcome, Overview } from './overview.js' */
/** @typedef {(method: string, path: string, body?: unknown) => Promise<unknown>} Control */

/** @type {Record<Entry['status'], string>} */
const STATUS = {
  running: 'Running',
  waiting: 'Waiting for an answer',
  'signed-in': 'Signed in',
  done: 'Done',
  refused: 'Refused',
};

/** @type {Control} */
let control = async () => undefined;
/** @type {Overview | undefined} */
let shown;

/** @param {Control} controlApi @param {() => void} refresh */
export function startSignIns(controlApi, refresh) {
  control = controlApi;
  byId('clear-activity', HTMLButtonElement).addEventListener('click', async () => {
    await control('DELETE', '/activity');
    refresh();
  });
  byId('other-calls', HTMLInputElement).addEventListener('change', () => {
    if (shown !== undefined) showActivity(shown);
  });
}

/** @param {Overview} overview */
export function showActivity(overview) {
  const withCalls = byId('other-calls', HTMLInputElement).checked;
  const entries = overview.activity.filter(({ kind }) => withCalls || kind === 'sign-in');
  announceChanges(overview.activity, shown?.activity);
  const isSignIn = (/** @type {Entry} */ { kind }) => kind === 'sign-in';
  const isFirst = !shown?.activity.some(isSignIn);
  shown = overview;
  showList(byId('activity', HTMLElement), entries, ({ id }) => id, showEntry);
  byId('clear-activity', HTMLButtonElement).hidden = overview.activity.length === 0;
  const empty = byId('no-activity', HTMLElement);
  empty.hidden = entries.length > 0;
  if (!empty.hidden) empty.replaceChildren(...suggestion(overview));
  // The first sign-in is opened, to show its details.
  const first = entries.findIndex(isSignIn);
  if (isFirst && first >= 0) {
    byId('activity', HTMLElement).children[first]?.querySelector('details')?.setAttribute('open', '');
  }
}

/** @param {readonly Entry[]} now @param {readonly Entry[] | undefined} before */
function announceChanges(now, before) {
  if (before === undefined) return;
  const known = new Map(before.map(({ id, status, rounds }) => [id, status + rounds.length]));
  const [changed] = now.filter((entry) => known.get(entry.id) !== entry.status + entry.rounds.length);
  if (changed !== undefined && changed.kind === 'sign-in') {
    announce(`${nameOf(changed)}: ${STATUS[changed.status]}`);
  }
}

/** @param {Entry} entry */
const nameOf = ({ user, operation }) => userName(user) ?? operation;

/**
 * The name that is shown for a user, because a username may be a UUID.
 *
 * @param {string | undefined} username
 */
function userName(username) {
  const known = shown?.users.flatMap(({ users }) => users).find((user) => user.username === username)?.attributes;
  return known?.['phone_number'] ?? known?.['email'] ?? username;
}

/** @param {Entry} entry @param {HTMLElement | undefined} existing */
function showEntry(entry, existing) {
  const item = existing ?? createEntry(entry.id);
  const version = JSON.stringify(entry);
  if (item.dataset['version'] === version) return item;
  item.dataset['version'] = version;
  const details = item.querySelector('details');
  details?.querySelector('summary')?.replaceChildren(...summaryOf(entry));
  if (details?.open) void showRounds(details, entry.id);
  return item;
}

/** @param {string} id */
function createEntry(id) {
  const details = element('details', { class: 'entry' }, element('summary'), element('div', { class: 'rounds' }));
  details.addEventListener('toggle', () => {
    if (details.open) void showRounds(details, id);
  });
  return element('li', {}, details);
}

/** @param {Entry} entry @returns {Node[]} */
function summaryOf(entry) {
  const total = duration(entry.rounds.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0));
  const isSignIn = entry.kind === 'sign-in';
  const facts = [
    isSignIn ? entry.flow : userName(entry.user),
    entry.caller === undefined ? undefined : `by ${entry.caller}`,
    isSignIn ? `${plural(entry.rounds.length, 'round')}, ${total}` : total,
  ].filter((fact) => fact !== undefined);
  return [
    element(
      'span',
      { class: 'status', 'data-status': entry.status },
      STATUS[entry.status].split(' for ')[0],
      entry.status === 'waiting' ? element('span', { class: 'visually-hidden' }, ' for an answer') : undefined,
    ),
    element('h3', {}, isSignIn ? nameOf(entry) : entry.operation),
    element(
      'span',
      { class: 'facts' },
      ...facts.map((fact) => element('span', {}, fact)),
      element('time', { datetime: entry.at }, timeOfDay(entry.at)),
    ),
    isSignIn ? trackOf(entry) : lastError(entry),
  ];
}

/** The rounds of a sign-in, one after the other. @param {Entry} entry */
const trackOf = ({ rounds }) =>
  element(
    'span',
    { class: 'track' },
    ...rounds.map(({ operation, outcome, durationMs }) =>
      element(
        'span',
        { class: 'step', 'data-outcome': outcome.kind },
        element('b', {}, operation.replace('RespondToAuthChallenge', 'Respond').replace('InitiateAuth', 'Initiate')),
        element('span', {}, ` → ${outcomeText(outcome)}`),
        element('small', {}, ` ${duration(durationMs)}`),
      ),
    ),
  );

/** @param {Entry} entry */
function lastError({ rounds }) {
  const outcome = rounds.at(-1)?.outcome;
  return element('span', { class: 'track' }, outcome?.kind === 'error' ? `${outcome.code}: ${outcome.message}` : '');
}

/** @param {Outcome} outcome */
function outcomeText(outcome) {
  switch (outcome.kind) {
    case 'challenge':
      return outcome.challenge;
    case 'error':
      return outcome.code;
    case 'tokens':
      return 'tokens';
    case 'done':
      return 'done';
    default:
      return 'running';
  }
}

/** Reads an entry and shows its rounds, with the parts open that were open. @param {HTMLDetailsElement} details @param {string} id */
async function showRounds(details, id) {
  const body = details.querySelector('.rounds');
  if (body === null) return;
  try {
    const entry = /** @type {FullEntry} */ (await control('GET', `/activity/${id}`));
    const openParts = new Set([...body.querySelectorAll('details[open]')].map((one) => one.getAttribute('data-part')));
    const focused = document.activeElement?.closest('[data-part]')?.getAttribute('data-part');
    body.replaceChildren(element('ol', {}, ...entry.rounds.map(roundItem)));
    for (const part of body.querySelectorAll('details')) part.open = openParts.has(part.getAttribute('data-part'));
    if (focused && !body.contains(document.activeElement)) {
      /** @type {HTMLElement | null} */ (body.querySelector(`[data-part="${focused}"] summary`))?.focus();
    }
  } catch (error) {
    body.replaceChildren(element('p', { class: 'error' }, error instanceof Error ? error.message : String(error)));
  }
}

/** @param {FullRound} round @param {number} index */
function roundItem(round, index) {
  const { outcome, triggers } = round;
  const longest = Math.max(...triggers.map(({ durationMs = 0 }) => durationMs), 1);
  return element(
    'li',
    { class: 'round', 'data-outcome': outcome.kind },
    element(
      'h4',
      {},
      round.operation,
      element('span', { class: 'outcome' }, ` → ${outcomeText(outcome)}`),
      element('small', {}, ` ${duration(round.durationMs)} · ${timeOfDay(round.at)}`),
    ),
    outcome.kind === 'error' ? element('p', { class: 'error' }, outcome.message) : undefined,
    triggers.length === 0 ? element('p', { class: 'hint' }, 'No trigger ran in this round.') : undefined,
    ...triggers.map((trigger, position) => triggerPart(trigger, `${index}-${position}`, longest)),
    element(
      'details',
      { class: 'part', 'data-part': `${index}-call` },
      element('summary', {}, 'Request and response'),
      block('Request', json(round.request)),
      round.response === undefined ? undefined : block('Response', json(round.response)),
    ),
  );
}

/** @param {FullTrigger} trigger @param {string} part @param {number} longest */
function triggerPart(trigger, part, longest) {
  const bar = element('span', { class: 'bar', 'aria-hidden': 'true' });
  bar.style.setProperty('--share', String((trigger.durationMs ?? 0) / longest));
  const attempts = trigger.requestIds.length;
  return element(
    'details',
    { class: 'part trigger', 'data-part': part },
    element(
      'summary',
      {},
      element('b', {}, trigger.name),
      trigger.function === trigger.name ? undefined : element('span', { class: 'function' }, trigger.function),
      attempts > 1 ? element('span', { class: 'attempts' }, plural(attempts, 'attempt')) : undefined,
      trigger.error === undefined ? undefined : element('span', { class: 'failed' }, 'failed'),
      bar,
      element('small', {}, duration(trigger.durationMs)),
    ),
    trigger.error === undefined ? undefined : element('p', { class: 'error' }, trigger.error),
    block('Event', json(trigger.event), trigger.source),
    trigger.response === undefined ? undefined : block('Response', json(trigger.response)),
    block('Log', trigger.log.map(({ line }) => line).join('\n') || 'The function wrote nothing.'),
  );
}

/** A text that can be scrolled and copied. @param {string} title @param {string} text @param {string} [note] */
const block = (title, text, note) =>
  element(
    'figure',
    { class: 'block' },
    element(
      'figcaption',
      {},
      element('span', {}, title),
      note === undefined ? undefined : element('small', {}, note),
      copyButton(text, 'Copy', `Copy: ${title}`),
    ),
    element('pre', { tabindex: '0', role: 'region', 'aria-label': title }, text),
  );

/** @param {string} text */
const json = (text) => JSON.stringify(JSON.parse(text), null, 2);

/** Instructions while the list is empty. @param {Overview} overview @returns {Node[]} */
function suggestion({ ready, users }) {
  const pool = users.find(({ userPoolId }) => userPoolId === ready.userPoolId) ?? users[0];
  const names = pool?.usernameAttributes ?? [];
  const [attribute] = names;
  const user = new Map([
    ['phone_number', '+447700900123'],
    ['email', 'alex@example.com'],
  ]).get(attribute ?? '');
  const flow = pool?.triggers.includes('DefineAuthChallenge') ? 'CUSTOM_AUTH' : 'USER_PASSWORD_AUTH';
  const password = 'Correct-horse-1';
  const own = user === undefined ? [] : [{ Name: attribute, Value: user }];
  const common = { ClientId: ready.clientId };
  const signUp = { ...common, Username: user ?? 'alex', Password: password, UserAttributes: own };
  const signIn = {
    ...common,
    AuthFlow: flow,
    AuthParameters: { USERNAME: user ?? 'alex', ...(flow === 'CUSTOM_AUTH' ? {} : { PASSWORD: password }) },
  };
  const commands = [curl(ready.endpoint, 'SignUp', signUp), curl(ready.endpoint, 'InitiateAuth', signIn)].join('\n\n');
  return [
    element('p', {}, 'No sign-in yet. Point your page at this pool with the settings below, or try:'),
    block('Sign a user up and in', commands),
  ];
}

/** @param {string} endpoint @param {string} operation @param {object} input */
const curl = (endpoint, operation, input) =>
  [
    `curl ${endpoint}/ \\`,
    "  -H 'content-type: application/x-amz-json-1.1' \\",
    `  -H 'x-amz-target: AWSCognitoIdentityProviderService.${operation}' \\`,
    `  -d '${JSON.stringify(input)}'`,
  ].join('\n');
