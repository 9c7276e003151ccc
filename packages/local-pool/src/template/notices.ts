import type { FunctionDefinition } from '../model/function-definition.js';
import type { PoolDefinition } from '../model/pool-definition.js';

/** App clients with two settings that, according to AWS's guide, exclude each other. */
export const tokenRotationNotices = (pools: readonly PoolDefinition[]): string[] =>
  pools
    .flatMap(({ clients }) => clients)
    .filter(({ rotation, authFlows }) => rotation !== undefined && authFlows.has('ALLOW_REFRESH_TOKEN_AUTH'))
    .map(
      ({ logicalId }) =>
        `${logicalId} has both RefreshTokenRotation and ALLOW_REFRESH_TOKEN_AUTH. According to AWS's guide the two exclude each other: remove one of them.`,
    );

/**
 * Triggers that Cognito is not allowed to invoke, because no permission of their function names it.
 */
export const permissionNotices = (
  pools: readonly PoolDefinition[],
  functions: readonly FunctionDefinition[],
): string[] =>
  pools.flatMap(({ logicalId, triggers }) =>
    Object.entries(triggers).flatMap(([trigger, arn]) => {
      const definition = functions.find((one) => one.arn === arn);
      const principals = definition?.permissions.map(({ principal }) => principal) ?? [];
      if (principals.includes('cognito-idp.amazonaws.com') || principals.includes('*')) return [];
      return [
        `${trigger} of ${logicalId} calls ${definition?.logicalId ?? arn}, which has no AWS::Lambda::Permission for cognito-idp.amazonaws.com: the call fails with AccessDeniedException, as on AWS.`,
      ];
    }),
  );
