import type { UserSession } from '@cognito-otp/client/sessions';
import type { Attributes, Child, Tree } from '../dom/tree.js';
import type { SessionTexts } from '../i18n/session-texts.js';
import { fullTime, place, relativeTime } from './session-place.js';

/** The model of the list of sessions. */
export interface SessionListModel {
  /** BCP 47 tag, for times and the names of countries. */
  readonly language: string;
  /** The direction of the texts, if it is not the usual one. */
  readonly dir: 'rtl' | undefined;
  readonly texts: SessionTexts;
  readonly signOut: string;
  readonly tryAgain: string;
  /** `undefined` until they are loaded. */
  readonly sessions: readonly UserSession[] | undefined;
  /** The id of the session whose end the user is asked to confirm. */
  readonly asked: string | undefined;
  /** Whether a request is in progress. */
  readonly busy: boolean;
  /** The text of the last failure; empty if there is none. */
  readonly error: string;
  /** The text for screen readers; empty if nothing is announced. */
  readonly status: string;
  readonly onask: (id: string) => void;
  readonly oncancel: (id: string) => void;
  readonly onend: (session: UserSession) => void;
  readonly onreload: () => void;
}

/** The name of a session's device. */
export const deviceName = ({ device }: UserSession, texts: SessionTexts): string => device ?? texts.unknownDevice;

/** The heading, one row for each session, and the result of the last request. */
export function sessionListView(model: SessionListModel): Tree {
  const { texts, sessions, busy, error, status, dir } = model;
  const failedToLoad = !sessions && !!error;
  return [
    'div',
    { class: 'sessions', part: 'sessions', dir, 'aria-busy': `${busy}` },
    ['h2', { id: 'sessions-title', part: 'sessions-title', tabindex: '-1' }, texts.sessionsTitle],
    ['ul', { 'aria-labelledby': 'sessions-title', role: 'list', hidden: !sessions }, ...rows(model)],
    ['p', { role: 'alert', class: 'failure', part: 'sessions-error' }, error],
    // Only announced, because the removed row or the busy button already shows it.
    ['p', { role: 'status', class: sessions ? 'quiet' : '' }, busy ? texts.oneMoment : status],
    failedToLoad && ['button', { type: 'button', part: 'sessions-button', onclick: model.onreload }, model.tryAgain],
  ];
}

const rows = (model: SessionListModel): Tree[] =>
  (model.sessions ?? []).map((session, index) => [
    'li',
    // The renderer identifies elements by their names, so that it never reuses a row for another session.
    { name: session.id, part: 'session', onkeydown: onKey(model, session) },
    [
      'div',
      {},
      ['div', { id: `device-${index}`, class: 'device', part: 'session-device' }, ...device(model, session)],
      ...details(model, session, index),
    ],
    ['div', { class: 'actions' }, ...actions(model, session, index)],
  ]);

const device = ({ texts }: SessionListModel, session: UserSession): Child[] => [
  ['bdi', {}, deviceName(session, texts)],
  ' ',
  session.isCurrent && ['span', { class: 'current', part: 'session-current' }, texts.thisDevice],
];

function details({ language, texts }: SessionListModel, session: UserSession, index: number): Tree[] {
  const { city, country, lastActiveAt } = session;
  const [before, after] = texts.lastActive.split('{time}');
  const where = place(language, city, country);
  const iso = lastActiveAt > 0 ? isoTime(lastActiveAt) : undefined;
  const time: Child[] = iso
    ? [
        before,
        ['time', { datetime: iso, title: fullTime(language, lastActiveAt) }, relativeTime(language, lastActiveAt)],
        after,
      ]
    : [];
  return [
    ['div', { id: `detail-${index}`, class: 'detail', part: 'session-place', hidden: !where }, ['bdi', {}, where]],
    ['div', { class: 'detail', part: 'session-time' }, ...time],
  ];
}

/** A time out of JavaScript's range has no text. */
function isoTime(at: number): string | undefined {
  const date = new Date(at);
  return Number.isNaN(date.valueOf()) ? undefined : date.toISOString();
}

function actions(model: SessionListModel, session: UserSession, index: number): Tree[] {
  const { texts, asked, busy } = model;
  const named = (name: string, own: Attributes, text: string): Tree => [
    'button',
    {
      type: 'button',
      name,
      id: `${name}-${index}`,
      part: 'sessions-button',
      // The visible text, and the session that it is about.
      'aria-labelledby': `${name}-${index} device-${index} detail-${index}`,
      'aria-disabled': busy ? 'true' : 'false',
      ...own,
    },
    text,
  ];
  if (asked !== session.id) return [named('ask', { onclick: () => model.onask(session.id) }, model.signOut)];
  return [
    named('confirm', { onclick: onConfirm(model, session) }, busy ? texts.oneMoment : texts.confirmSignOut),
    named('cancel', { onclick: () => model.oncancel(session.id) }, texts.cancel),
  ];
}

/** The second click of a double click on the first button is no confirmation. */
const onConfirm = (model: SessionListModel, session: UserSession) => (event: Event) => {
  if ((event as MouseEvent).detail <= 1) model.onend(session);
};

/** Escape cancels. A key that is held down presses the first button, and must not press the second one. */
const onKey = (model: SessionListModel, session: UserSession) => (event: Event) => {
  const { key, repeat } = event as KeyboardEvent;
  if (repeat && (key === 'Enter' || key === ' ')) event.preventDefault();
  if (key === 'Escape' && model.asked === session.id) model.oncancel(session.id);
};
