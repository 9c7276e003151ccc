import type { ClientDefinition } from '../../../model/stack.js';
import { noOverrides, type TokenOverrides } from '../../../model/user-pool/tokens.js';
import { attributesOf, type User } from '../../../model/user-pool/user.js';
import type { UserPool } from '../../../model/user-pool/user-pool.js';
import { isRecord, type Triggers } from './triggers.js';

/** Asks PreTokenGeneration, where there is one, for changes to the claims. */
export async function preTokenGeneration(
  triggers: Triggers,
  pool: UserPool,
  client: ClientDefinition,
  user: User,
  source: 'TokenGeneration_Authentication' | 'TokenGeneration_RefreshTokens',
  clientMetadata: Readonly<Record<string, string>> | null,
): Promise<TokenOverrides> {
  const second = pool.definition.preTokenVersion === '2';
  const response = await triggers.run({
    pool,
    client,
    name: 'PreTokenGeneration',
    source,
    userName: user.username,
    request: {
      userAttributes: { ...attributesOf(user), 'cognito:user_status': user.status },
      groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
      ...(second ? { scopes: ['aws.cognito.signin.user.admin'] } : {}),
      ...(clientMetadata === null ? {} : { clientMetadata }),
    },
    response: second ? { claimsAndScopeOverrideDetails: null } : { claimsOverrideDetails: null },
  });
  if (response === null) return noOverrides;
  const details = response[second ? 'claimsAndScopeOverrideDetails' : 'claimsOverrideDetails'];
  if (!isRecord(details)) return noOverrides;
  const groups = isRecord(details['groupOverrideDetails']) ? details['groupOverrideDetails']['groupsToOverride'] : null;
  const part = (value: unknown): { add: Record<string, unknown>; suppress: string[] } => {
    const map = isRecord(value) ? value : {};
    return {
      add: isRecord(map['claimsToAddOrOverride']) ? map['claimsToAddOrOverride'] : {},
      suppress: texts(map['claimsToSuppress']),
    };
  };
  const access = second && isRecord(details['accessTokenGeneration']) ? details['accessTokenGeneration'] : {};
  return {
    id: part(second ? details['idTokenGeneration'] : details),
    access: {
      ...part(access),
      scopesToAdd: texts(access['scopesToAdd']),
      scopesToSuppress: texts(access['scopesToSuppress']),
    },
    groups: Array.isArray(groups) ? groups.map(String) : null,
  };
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
