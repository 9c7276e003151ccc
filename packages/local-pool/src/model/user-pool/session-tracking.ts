// Session tracking: the record of each sign-in, so that users can see their sessions and end one.
// https://docs.aws.amazon.com/cognito/latest/developerguide/managing-user-sessions.html

import { randomBytes } from 'node:crypto';

/** The settings of `SetUserPoolSessionConfiguration`. */
export interface SessionTracking {
  readonly enabled: boolean;
  /** A sign-in beyond this number ends the user's least recently used session. */
  readonly maxPerUser: number;
}

/** The default settings of a pool. */
export const DEFAULT_SESSION_TRACKING: SessionTracking = { enabled: false, maxPerUser: 20 };

/** The origin of a call. */
export interface Requester {
  /** The `User-Agent` header; empty without one. */
  readonly userAgent: string;
  readonly ipAddress: string;
}

/** The record of one token session. Times are in milliseconds since the Unix epoch. */
export interface TrackedSession {
  /** 28 lowercase letters and digits, the first three of which are `tkn`. */
  readonly id: string;
  readonly createdAt: number;
  /** The sign-in or the last refresh. */
  lastActiveAt: number;
  /** The origin of the last activity. */
  requester: Requester;
}

/** Begins the record of a sign-in. */
export const newTrackedSession = (requester: Requester, now: number): TrackedSession => ({
  id: `tkn${Array.from(randomBytes(25), (byte) => (byte % 36).toString(36)).join('')}`,
  createdAt: now,
  lastActiveAt: now,
  requester,
});

/** Patterns of browsers' user agents, the more specific ones first: Edge and Opera call themselves Chrome, too. */
const BROWSERS: readonly (readonly [string, RegExp])[] = [
  ['Edge', /Edg\w*\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /Version\/(\d+)[\d.]* .*Safari/],
];

const SYSTEMS: readonly (readonly [string, RegExp])[] = [
  ['Windows', /Windows NT/],
  ['Android', /Android/],
  ['iOS', /iPhone|iPad/],
  ['macOS', /Mac OS X/],
  ['Linux', /Linux|X11/],
];

/** Describes the device of a user agent, `Chrome 125 / macOS` for instance. AWS's own descriptions may have versions of systems. */
export function describeUserAgent(userAgent: string): string {
  const [browser] = BROWSERS.flatMap(([name, pattern]) => {
    const version = pattern.exec(userAgent)?.[1];
    return version === undefined ? [] : [`${name} ${version}`];
  });
  const system = SYSTEMS.find(([, pattern]) => pattern.test(userAgent))?.[0];
  return [browser, system].filter((part) => part !== undefined).join(' / ') || 'unknown';
}
