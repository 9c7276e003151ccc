// The PreTokenGeneration trigger, event versions 1, 2 and 3. The latter two differ in flows that only hosted pages have.
// https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html

import type { ClientDefinition } from '../../../model/pool-definition.js';
import { type GroupClaims, groupClaims } from '../../../model/user-pool/groups.js';
import { noOverrides, type TokenOverrides, USER_ADMIN_SCOPE } from '../../../model/user-pool/tokens.js';
import type { User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { type ClientMetadata, metadataField } from './client-metadata.js';
import { triggerAttributes } from './trigger-attributes.js';
import { isRecord, type TriggerResponse } from './trigger-response.js';
import type { Triggers } from './triggers.js';

/** For whom tokens are about to be issued, and why. */
export interface TokenRequest {
  readonly pool: UserPool;
  readonly client: ClientDefinition;
  readonly user: User;
  readonly source: 'TokenGeneration_Authentication' | 'TokenGeneration_RefreshTokens';
  readonly clientMetadata: ClientMetadata;
}

/**
 * Asks the trigger for changes to the claims. A pool without the trigger changes nothing.
 *
 * @throws ServiceError the errors of {@link Triggers.run}
 */
export async function preTokenGeneration(
  triggers: Triggers,
  { pool, client, user, source, clientMetadata }: TokenRequest,
): Promise<TokenOverrides> {
  const own = groupClaims(pool.groups.of(user));
  const isVersion2 = pool.definition.preTokenVersion !== '1';
  const response = await triggers.run({
    pool,
    client,
    name: 'PreTokenGeneration',
    source,
    userName: user.username,
    request: {
      userAttributes: triggerAttributes(user),
      groupConfiguration: {
        groupsToOverride: own.groups,
        iamRolesToOverride: own.roles,
        preferredRole: own.preferredRole ?? null,
      },
      ...(isVersion2 ? { scopes: [USER_ADMIN_SCOPE] } : {}),
      ...metadataField(clientMetadata),
    },
    response: isVersion2 ? { claimsAndScopeOverrideDetails: null } : { claimsOverrideDetails: null },
  });
  return response === undefined ? noOverrides : readOverrides(response, isVersion2);
}

function readOverrides(response: TriggerResponse, isVersion2: boolean): TokenOverrides {
  const details = response[isVersion2 ? 'claimsAndScopeOverrideDetails' : 'claimsOverrideDetails'];
  if (!isRecord(details)) return noOverrides;
  const access = isVersion2 && isRecord(details['accessTokenGeneration']) ? details['accessTokenGeneration'] : {};
  return {
    id: readClaims(isVersion2 ? details['idTokenGeneration'] : details),
    access: {
      ...readClaims(access),
      scopesToAdd: texts(access['scopesToAdd']),
      scopesToSuppress: texts(access['scopesToSuppress']),
    },
    groups: readGroups(details),
  };
}

/** Details that are null or empty suppress the groups; a response without details leaves them as they are. */
function readGroups(details: Readonly<Record<string, unknown>>): GroupClaims | undefined {
  const given = details['groupOverrideDetails'];
  if (given === undefined) return undefined;
  const override = isRecord(given) ? given : {};
  const role = override['preferredRole'];
  return {
    groups: texts(override['groupsToOverride']),
    roles: texts(override['iamRolesToOverride']),
    preferredRole: typeof role === 'string' && role !== '' ? role : undefined,
  };
}

function readClaims(value: unknown): { add: Record<string, unknown>; suppress: string[] } {
  const map = isRecord(value) ? value : {};
  const { claimsToAddOrOverride: add, claimsToSuppress: suppress } = map;
  return { add: isRecord(add) ? add : {}, suppress: texts(suppress) };
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
