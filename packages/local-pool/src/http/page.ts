// The page at `/` of a running pool: its files, and the responses that it reads.

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { TriggerRecord } from '../control/activity-entry.js';
import { FAULT_KINDS, SERVICE_NAMES } from '../control/fault-request.js';
import type { Logs } from '../control/logs.js';
import type { OutboxMessage } from '../control/outbox.js';
import { TRIGGER_NAMES } from '../model/pool-definition.js';
import type { User } from '../model/user-pool/user.js';
import { attributesOf } from '../model/user-pool/user.js';
import type { UserPool } from '../model/user-pool/user-pool.js';
import { OPERATION_NAMES } from '../services/cognito-idp/call-operation.js';
import { type HttpResponse, json } from '../services/shared/aws-protocol.js';
import { clockReport } from './clock-api.js';
import type { ControlContext } from './control-context.js';

/** How many users and messages the page shows. */
const MAX_SHOWN = 100;

/** The folder `page` of the package: two levels above this file in the sources, three in the build. */
const folder = ['../../page/', '../../../page/']
  .map((path) => new URL(path, import.meta.url))
  .find((url) => existsSync(fileURLToPath(new URL('index.html', url))));

/** The page's files, by path, with their types. */
const FILES: Readonly<Record<string, readonly [name: string, type: string]>> = {
  '/': ['index.html', 'text/html; charset=utf-8'],
  '/page/page.css': ['page.css', 'text/css; charset=utf-8'],
  ...Object.fromEntries(
    ['page', 'elements', 'sign-ins', 'phone', 'controls', 'settings', 'users'].map((name) => [
      `/page/${name}.js`,
      [`${name}.js`, 'text/javascript; charset=utf-8'],
    ]),
  ),
};

/**
 * The page loads scripts and styles of the package only, connects to the pool only, and cannot be framed by other pages.
 * Texts of functions, templates and users cannot become markup.
 */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * A file of the page.
 *
 * @param accept the request's `Accept` header: at `/`, programs get JSON instead of the page
 * @returns undefined if the page has no file with this path
 */
export async function pageFile(pathname: string, accept: string | undefined): Promise<HttpResponse | undefined> {
  const file = Object.hasOwn(FILES, pathname) ? FILES[pathname] : undefined;
  if (file === undefined || folder === undefined) return undefined;
  if (pathname === '/' && accept?.includes('text/html') !== true) return undefined;
  const [name, type] = file;
  return {
    status: 200,
    headers: { 'content-type': type, 'cache-control': 'no-cache', vary: 'accept', ...SECURITY_HEADERS },
    body: await readFile(new URL(name, folder)),
  };
}

/** The response of `GET /overview`: everything that the page shows, without the content of the rounds. */
export const overview = ({ activity, pools, outbox, faults, clock, ready }: ControlContext): HttpResponse =>
  json({
    ready,
    activity: activity.list(),
    users: pools.map(usersOf),
    messages: outbox.messages().slice(-MAX_SHOWN).map(shownMessage),
    faults: faults.list(),
    clock: clockReport(clock),
    choices: { triggers: TRIGGER_NAMES, operations: OPERATION_NAMES, services: SERVICE_NAMES, faultKinds: FAULT_KINDS },
  });

/** A message as the phone shows it, without the HTML of emails, which would be many kilobytes after each change. */
const shownMessage = ({ html: _, request: __, ...message }: OutboxMessage): object => message;

function usersOf({ definition, users }: UserPool): object {
  const all = users.all();
  return {
    userPoolId: definition.id,
    logicalId: definition.logicalId,
    triggers: Object.keys(definition.triggers),
    usernameAttributes: [...definition.usernameAttributes, ...definition.aliasAttributes],
    total: all.length,
    users: all.slice(-MAX_SHOWN).reverse().map(shownUser),
  };
}

const shownUser = (user: User): object => ({
  username: user.username,
  status: user.status,
  enabled: user.enabled,
  createdAt: new Date(user.createdAt).toISOString(),
  attributes: attributesOf(user),
});

/** The response of `GET /activity/<id>`: an entry with its requests, responses, events and logs. */
export function activityEntry(id: string, { activity, logs }: ControlContext): HttpResponse | undefined {
  const entry = activity.find(id);
  if (entry === undefined) return undefined;
  const { sessions: _, ...shown } = entry;
  return json({
    ...shown,
    rounds: shown.rounds.map((round) => ({ ...round, triggers: round.triggers.map((one) => withLog(one, logs)) })),
  });
}

const withLog = (trigger: TriggerRecord, logs: Logs): object => ({
  ...trigger,
  log: logs.ofRequests(trigger.requestIds).map(({ at, line }) => ({ at, line })),
});
