// The outbox, shown as a phone: each message as it arrives there, with a button that copies its code.

import { announce, byId, copyButton, element, showList, timeOfDay } from './elements.js';

/** @import { Message, Overview } from './overview.js' */

/** @type {Overview | undefined} */
let shown;

/** @param {(method: string, path: string) => Promise<unknown>} control @param {() => void} refresh */
export function startPhone(control, refresh) {
  byId('clear-outbox', HTMLButtonElement).addEventListener('click', async () => {
    await control('DELETE', '/outbox');
    refresh();
  });
  byId('recipient', HTMLSelectElement).addEventListener('change', () => {
    if (shown !== undefined) showMessages(shown);
  });
}

/** @param {Overview} overview */
export function showMessages(overview) {
  const known = new Set(shown?.messages.map(({ id }) => id));
  const arrived = shown === undefined ? [] : overview.messages.filter(({ id }) => !known.has(id));
  shown = overview;
  showRecipients(overview.messages);
  const recipient = byId('recipient', HTMLSelectElement).value;
  const messages = overview.messages.filter(({ to }) => recipient === '' || to === recipient).reverse();
  showList(
    byId('outbox', HTMLElement),
    messages,
    ({ id }) => id,
    (message, existing) => existing ?? bubble(message),
  );
  byId('no-messages', HTMLElement).hidden = messages.length > 0;
  byId('clear-outbox', HTMLButtonElement).hidden = messages.length === 0;
  const newest = arrived.at(-1);
  if (newest !== undefined) announce(`${channelOf(newest)} to ${newest.to}: ${newest.body}`);
}

/** Lets the user choose a recipient when there is more than one. @param {readonly Message[]} messages */
function showRecipients(messages) {
  const recipients = [...new Set(messages.map(({ to }) => to))].reverse();
  const select = byId('recipient', HTMLSelectElement);
  byId('recipient-choice', HTMLElement).hidden = recipients.length < 2;
  const values = ['', ...recipients];
  if ([...select.options].map(({ value }) => value).join('\n') === values.join('\n')) return;
  const chosen = select.value;
  select.replaceChildren(...values.map((value) => element('option', { value }, value === '' ? 'everyone' : value)));
  select.value = values.includes(chosen) ? chosen : '';
}

/** @param {Message} message */
const channelOf = ({ channel }) => (channel === 'sms' ? 'SMS' : 'Email');

/** @param {Message} message */
function bubble(message) {
  const code = /(?<![\d+])\d{4,10}(?!\d)/.exec(message.body)?.[0];
  return element(
    'li',
    { class: 'message', 'data-channel': message.channel },
    element(
      'header',
      {},
      element('span', { class: 'channel' }, channelOf(message)),
      element('span', { class: 'to' }, message.to),
      element('time', { datetime: message.at }, timeOfDay(message.at).slice(0, 5)),
    ),
    code === undefined ? undefined : codeButton(code),
    message.subject === undefined ? undefined : element('strong', {}, message.subject),
    element('p', {}, message.body),
  );
}

/** @param {string} code */
function codeButton(code) {
  const button = copyButton(code, 'Copy', `Copy the code ${code}`);
  return element('div', { class: 'code' }, element('span', {}, code), button);
}
