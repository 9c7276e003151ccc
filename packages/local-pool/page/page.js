// The page of a running local pool: reads the overview after each change that the pool reports, and shows it.

import { showClock, showFaults, startControls } from './controls.js';
import { byId } from './elements.js';
import { showMessages, startPhone } from './phone.js';
import { showSettings } from './settings.js';
import { showActivity, startSignIns } from './sign-ins.js';
import { showUsers } from './users.js';

/** @import { Overview } from './overview.js' */

/**
 * Calls the control API.
 *
 * @param {string} method
 * @param {string} path
 * @param {unknown} [body]
 * @returns {Promise<unknown>} the body of the response
 * @throws {Error} with the pool's message
 */
async function control(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: { accept: 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const value = text === '' ? undefined : JSON.parse(text);
  if (!response.ok) throw new Error(value?.error ?? `The pool answered with status ${response.status}.`);
  return value;
}

let reading = false;
let isOutdated = false;

/**
 * Reads and shows the overview, again if the pool has changed since. A page in the background waits until it
 * is visible.
 */
async function refresh() {
  isOutdated = true;
  if (reading || document.hidden) return;
  reading = true;
  try {
    while (isOutdated) {
      isOutdated = false;
      show(/** @type {Overview} */ (await control('GET', '/overview')));
      if (changes.readyState === EventSource.OPEN) showConnection('live');
    }
  } catch {
    showConnection('lost');
  } finally {
    reading = false;
  }
}

/** @param {Overview} overview */
function show(overview) {
  showSettings(overview);
  showActivity(overview);
  showMessages(overview);
  showClock(overview);
  showFaults(overview);
  showUsers(overview);
}

const CONNECTIONS = {
  connecting: 'Connecting…',
  live: 'Live',
  lost: 'Not connected. Is the pool still running?',
};

/** @param {keyof typeof CONNECTIONS} state */
function showConnection(state) {
  const shown = byId('connection', HTMLElement);
  if (shown.dataset['state'] === state) return;
  shown.dataset['state'] = state;
  shown.textContent = CONNECTIONS[state];
}

const changes = new EventSource('/overview/events');
changes.addEventListener('open', () => showConnection('live'));
changes.addEventListener('error', () => showConnection('lost'));
changes.addEventListener('change', () => void refresh());
document.addEventListener('visibilitychange', () => {
  if (isOutdated) void refresh();
});
startSignIns(control, refresh);
startPhone(control, refresh);
startControls(control, refresh);
