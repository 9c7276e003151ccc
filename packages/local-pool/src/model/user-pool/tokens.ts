import { randomUUID } from 'node:crypto';
import type { ClientDefinition } from '../stack.js';
import type { Grant } from './grants.js';
import { attributesOf, type User } from './user.js';

/** What PreTokenGeneration may change; empty without such a trigger. */
export interface TokenOverrides {
  readonly id: ClaimOverrides;
  readonly access: ClaimOverrides & {
    readonly scopesToAdd: readonly string[];
    readonly scopesToSuppress: readonly string[];
  };
  readonly groups: readonly string[] | null;
}

export interface ClaimOverrides {
  readonly add: Readonly<Record<string, unknown>>;
  readonly suppress: readonly string[];
}

export const noOverrides: TokenOverrides = {
  id: { add: {}, suppress: [] },
  access: { add: {}, suppress: [], scopesToAdd: [], scopesToSuppress: [] },
  groups: null,
};

/** Claims that no trigger can change, per AWS's documentation of the pre token generation trigger. */
const fixed = new Set(
  'acr amr at_hash auth_time azp client_id exp iat iss jti nbf nonce origin_jti sub token_use username aud cognito:username event_id identities'.split(
    ' ',
  ),
);

const booleans = new Set(['email_verified', 'phone_number_verified']);

/** The claims of one pair of tokens. */
export function claimsOf(
  user: User,
  client: ClientDefinition,
  grant: Grant,
  issuer: string,
  now: number,
  overrides: TokenOverrides,
): { id: Record<string, unknown>; access: Record<string, unknown> } {
  const iat = Math.floor(now / 1000);
  const common = {
    sub: user.sub,
    iss: issuer,
    event_id: randomUUID(),
    auth_time: grant.authTime,
    iat,
    ...(client.tokenRevocation ? { origin_jti: grant.originJti } : {}),
    ...(overrides.groups === null || overrides.groups.length === 0 ? {} : { 'cognito:groups': overrides.groups }),
  };
  const scopes = ['aws.cognito.signin.user.admin', ...overrides.access.scopesToAdd];
  const access = {
    ...common,
    client_id: client.id,
    token_use: 'access',
    scope: scopes.filter((one) => !overrides.access.scopesToSuppress.includes(one)).join(' '),
    exp: iat + client.accessTokenSeconds,
    jti: randomUUID(),
    username: user.username,
    ...(grant.deviceKey === null ? {} : { device_key: grant.deviceKey }),
  };
  const id = {
    ...common,
    ...readable(user, client),
    'cognito:username': user.username,
    aud: client.id,
    token_use: 'id',
    exp: iat + client.idTokenSeconds,
    jti: randomUUID(),
  };
  return { id: override(id, overrides.id), access: override(access, overrides.access) };
}

function readable(user: User, client: ClientDefinition): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(attributesOf(user))) {
    if (client.readAttributes !== null && !client.readAttributes.has(name) && name !== 'sub') continue;
    claims[name] = booleans.has(name) ? value === 'true' : value;
  }
  return claims;
}

function override(claims: Record<string, unknown>, { add, suppress }: ClaimOverrides): Record<string, unknown> {
  const result = { ...claims };
  for (const [name, value] of Object.entries(add)) if (!fixed.has(name)) result[name] = value;
  for (const name of suppress) if (!fixed.has(name)) delete result[name];
  return result;
}
