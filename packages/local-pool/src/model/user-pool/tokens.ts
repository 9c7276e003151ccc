// The claims of ID and access tokens, and how the PreTokenGeneration trigger changes them.
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html

import { randomUUID } from 'node:crypto';
import type { ClientDefinition } from '../pool-definition.js';
import type { Grant } from './grants.js';
import type { GroupClaims } from './groups.js';
import { attributesOf, type User } from './user.js';

/** What PreTokenGeneration changes. */
export interface TokenOverrides {
  readonly id: ClaimOverrides;
  readonly access: ClaimOverrides & {
    readonly scopesToAdd: readonly string[];
    readonly scopesToSuppress: readonly string[];
  };
  /** The groups and roles to put into the tokens instead of the user's own; undefined keeps those. */
  readonly groups: GroupClaims | undefined;
}

/** Claims to add or replace, and claims to remove. */
export interface ClaimOverrides {
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
}

/** The overrides of a pool without the trigger. */
export const noOverrides: TokenOverrides = {
  id: { add: {}, suppress: [] },
  access: { add: {}, suppress: [], scopesToAdd: [], scopesToSuppress: [] },
  groups: undefined,
};

/** The scope that every access token of an API sign-in has, and that the user's own API calls require. */
export const USER_ADMIN_SCOPE = 'aws.cognito.signin.user.admin';

/** Claims that no trigger can change, according to AWS's documentation of the trigger. */
const FIXED_CLAIMS: ReadonlySet<string> = new Set([
  'acr',
  'amr',
  'at_hash',
  'auth_time',
  'azp',
  'client_id',
  'exp',
  'iat',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'sub',
  'token_use',
  'username',
  'aud',
  'cognito:username',
  'event_id',
  'identities',
]);

const BOOLEAN_ATTRIBUTES: ReadonlySet<string> = new Set(['email_verified', 'phone_number_verified']);

/** What the claims of a pair of tokens are made of. */
export interface TokenSubject {
  readonly user: User;
  /** The claims of the user's groups. */
  readonly groups: GroupClaims;
  readonly client: ClientDefinition;
  readonly grant: Grant;
  readonly issuer: string;
  /** The pool's time in milliseconds. */
  readonly now: number;
}

/** The claims of one ID token and one access token. */
export function claimsOf(
  subject: TokenSubject,
  overrides: TokenOverrides,
): { id: Record<string, unknown>; access: Record<string, unknown> } {
  const { user, client } = subject;
  const issuedAt = Math.floor(subject.now / 1000);
  const groups = overrides.groups ?? subject.groups;
  const common = commonClaims(subject, issuedAt, groups.groups);
  const id = {
    ...common,
    ...roleClaims(groups),
    ...readableAttributes(user, client),
    'cognito:username': user.username,
    aud: client.id,
    token_use: 'id',
    exp: issuedAt + client.idTokenSeconds,
    jti: randomUUID(),
  };
  const access = { ...common, ...accessClaims(subject, issuedAt, overrides) };
  return { id: applyOverrides(id, overrides.id), access: applyOverrides(access, overrides.access) };
}

function commonClaims(
  { user, client, grant, issuer }: TokenSubject,
  issuedAt: number,
  groups: readonly string[],
): Record<string, unknown> {
  return {
    sub: user.sub,
    iss: issuer,
    event_id: randomUUID(),
    auth_time: grant.authTime,
    iat: issuedAt,
    ...(client.tokenRevocation ? { origin_jti: grant.originJti } : {}),
    ...(groups.length === 0 ? {} : { 'cognito:groups': groups }),
  };
}

/** The claims with which identity pools choose a role. Access tokens do not have them. */
const roleClaims = ({ roles, preferredRole }: GroupClaims): Record<string, unknown> => ({
  ...(roles.length === 0 ? {} : { 'cognito:roles': roles }),
  ...(preferredRole === undefined ? {} : { 'cognito:preferred_role': preferredRole }),
});

function accessClaims(
  { user, client, grant }: TokenSubject,
  issuedAt: number,
  { access }: TokenOverrides,
): Record<string, unknown> {
  const scopes = [USER_ADMIN_SCOPE, ...access.scopesToAdd];
  return {
    client_id: client.id,
    token_use: 'access',
    scope: scopes.filter((scope) => !access.scopesToSuppress.includes(scope)).join(' '),
    exp: issuedAt + client.accessTokenSeconds,
    jti: randomUUID(),
    username: user.username,
    ...(grant.deviceKey === null ? {} : { device_key: grant.deviceKey }),
  };
}

/** The attributes that the client may read, as claims. */
function readableAttributes(user: User, client: ClientDefinition): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributesOf(user))) {
    if (client.readAttributes !== undefined && !client.readAttributes.has(name) && name !== 'sub') continue;
    claims[name] = BOOLEAN_ATTRIBUTES.has(name) ? value === 'true' : value;
  }
  return claims;
}

function applyOverrides(
  claims: Readonly<Record<string, unknown>>,
  { add, suppress }: ClaimOverrides,
): Record<string, unknown> {
  const result = { ...claims };
  for (const [name, value] of Object.entries(add)) if (!FIXED_CLAIMS.has(name)) result[name] = value;
  for (const name of suppress) if (!FIXED_CLAIMS.has(name)) delete result[name];
  return result;
}
