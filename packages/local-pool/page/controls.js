// The controls of the clock and of faults.

import { announce, byId, element, plural, showList } from './elements.js';

/** @import { Fault, Overview } from './overview.js' */
/** @typedef {(method: string, path: string, body?: unknown) => Promise<unknown>} Control */

/** The description of each kind of fault. */
const KINDS = new Map([
  ['latency', 'answers late'],
  ['error', 'answers with an error'],
  ['throttle', 'refuses too many calls'],
  ['drop-response', 'takes effect, but the response is lost'],
  ['duplicate', 'takes effect twice'],
  ['retry', 'is called again at once'],
  ['withhold-metadata', 'gets no clientMetadata'],
  ['reuse-session', 'accepts a used session'],
]);

/** Kinds that only triggers have. */
const TRIGGER_KINDS = new Set(['retry', 'withhold-metadata']);

/** The operations that are offered first. */
const FREQUENT = ['SignUp', 'InitiateAuth', 'RespondToAuthChallenge', 'GetUser', 'GetTokensFromRefreshToken'];

let offsetMs = 0;

/** @param {Control} control @param {() => void} refresh */
export function startControls(control, refresh) {
  const moveClock = async (/** @type {string} */ method, /** @type {object | undefined} */ body) => {
    await control(method, '/clock', body);
    refresh();
  };
  for (const button of document.querySelectorAll('button[data-advance]')) {
    button.addEventListener('click', async () => {
      await moveClock('POST', { advanceMs: Number(button.getAttribute('data-advance')) });
      announce(`The pool's clock moved by ${button.textContent}.`);
    });
  }
  byId('reset-clock', HTMLButtonElement).addEventListener('click', async () => {
    await moveClock('DELETE', undefined);
    announce("The pool's clock shows this machine's time.");
  });
  byId('clear-faults', HTMLButtonElement).addEventListener('click', async () => {
    await control('DELETE', '/faults');
    announce('All faults are removed.');
    refresh();
  });
  byId('fault-target', HTMLSelectElement).addEventListener('change', offerKinds);
  byId('fault-kind', HTMLSelectElement).addEventListener('change', offerDelay);
  byId('fault-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    void addFault(control, refresh);
  });
  tick();
  setInterval(tick, 1000);
}

/** @param {Control} control @param {() => void} refresh */
async function addFault(control, refresh) {
  const [target, name] = byId('fault-target', HTMLSelectElement).value.split(':');
  const kind = byId('fault-kind', HTMLSelectElement).value;
  const times = byId('fault-times', HTMLInputElement).value;
  const problem = byId('fault-error', HTMLElement);
  try {
    await control('POST', '/faults', {
      kind,
      on: { [target ?? '']: name },
      ...(kind === 'latency' ? { ms: Number(byId('fault-ms', HTMLInputElement).value) } : {}),
      ...(times === '' ? {} : { times: Number(times) }),
    });
    problem.hidden = true;
    announce(`Fault added: ${name} ${KINDS.get(kind) ?? kind}.`);
  } catch (error) {
    problem.textContent = error instanceof Error ? error.message : String(error);
    problem.hidden = false;
  }
  refresh();
}

/** @param {Overview} overview */
export function showFaults({ faults, choices, users, ready }) {
  const target = byId('fault-target', HTMLSelectElement);
  if (target.options.length === 0) {
    const triggers = users.find(({ userPoolId }) => userPoolId === ready.userPoolId)?.triggers ?? choices.triggers;
    const operations = [...FREQUENT, ...choices.operations.filter((one) => !FREQUENT.includes(one))];
    target.append(
      group('Triggers', 'trigger', triggers),
      group('Services of functions', 'service', choices.services),
      group("Cognito's API", 'api', operations),
    );
    kinds = choices.faultKinds;
    offerKinds();
  }
  const list = byId('active-faults', HTMLElement);
  const keyed = faults.map((fault, index) => ({ fault, key: `${index} ${JSON.stringify(fault)}` }));
  showList(
    list,
    keyed,
    ({ key }) => key,
    ({ fault }, existing) => existing ?? faultItem(fault),
  );
  list.hidden = faults.length === 0;
  byId('no-faults', HTMLElement).hidden = faults.length > 0;
  byId('clear-faults', HTMLButtonElement).hidden = faults.length === 0;
}

/** @type {readonly string[]} */
let kinds = [];

/** @param {string} label @param {string} key @param {readonly string[]} names */
const group = (label, key, names) =>
  element('optgroup', { label }, ...names.map((name) => element('option', { value: `${key}:${name}` }, name)));

/** Offers the kinds of faults that the chosen call can have. */
function offerKinds() {
  const target = byId('fault-target', HTMLSelectElement).value;
  const select = byId('fault-kind', HTMLSelectElement);
  const chosen = select.value;
  const possible = kinds.filter((kind) => {
    if (kind === 'reuse-session') return target === 'api:RespondToAuthChallenge';
    return target.startsWith('trigger:') || !TRIGGER_KINDS.has(kind);
  });
  select.replaceChildren(...possible.map((kind) => element('option', { value: kind }, KINDS.get(kind) ?? kind)));
  if (possible.includes(chosen)) select.value = chosen;
  offerDelay();
}

function offerDelay() {
  byId('fault-ms-label', HTMLElement).hidden = byId('fault-kind', HTMLSelectElement).value !== 'latency';
}

/** @param {Fault} fault */
function faultItem({ kind, on, ms, times, struck }) {
  const { api, trigger, service, action, function: functionId } = on;
  const target = [trigger ?? api ?? service, action].filter(Boolean).join(' ');
  const used = times === null ? plural(struck, 'injection') : `${struck} of ${plural(times, 'injection')}`;
  return element(
    'li',
    { 'data-spent': times !== null && struck >= times },
    element('b', {}, functionId === undefined ? target : `${target} of ${functionId}`),
    ` ${KINDS.get(kind) ?? kind}${kind === 'latency' ? ` (${ms} ms)` : ''}`,
    element('small', {}, used),
  );
}

/** @param {Overview} overview */
export function showClock({ clock }) {
  offsetMs = clock.offsetMs;
  const shownOffset = byId('pool-offset', HTMLElement);
  shownOffset.textContent = offsetMs === 0 ? "This machine's time" : `${offsetText(offsetMs)} this machine's time`;
  shownOffset.toggleAttribute('data-moved', offsetMs !== 0);
  byId('reset-clock', HTMLButtonElement).disabled = offsetMs === 0;
  tick();
}

/** @param {number} ms */
function offsetText(ms) {
  const parts = [];
  let rest = Math.round(Math.abs(ms) / 1000);
  for (const [name, seconds] of /** @type {const} */ ([
    ['day', 86_400],
    ['hour', 3600],
    ['minute', 60],
    ['second', 1],
  ])) {
    const number = Math.floor(rest / seconds);
    rest -= number * seconds;
    if (number > 0) parts.push(plural(number, name));
  }
  return `${parts.slice(0, 2).join(', ') || 'Less than a second'} ${ms > 0 ? 'ahead of' : 'behind'}`;
}

function tick() {
  const now = new Date(Date.now() + offsetMs);
  const time = byId('pool-time', HTMLTimeElement);
  time.dateTime = now.toISOString();
  time.textContent = now.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });
  byId('phone-time', HTMLElement).textContent = now.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}
