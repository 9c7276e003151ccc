// How to reach a pool that has started.

import type { Stack } from './model/stack.js';

/** A user pool and its app clients. */
export interface PoolDescription {
  readonly logicalId: string;
  readonly userPoolId: string;
  readonly region: string;
  readonly clients: readonly {
    readonly clientId: string;
    readonly name: string;
    /** Only of clients with a secret. */
    readonly clientSecret?: string;
  }[];
}

/** How to reach a pool that has started: what `--json` prints and `GET /` returns. */
export interface ReadyReport {
  /** The server's URL, without a trailing slash. */
  readonly endpoint: string;
  /** Id of the first user pool that has an app client. */
  readonly userPoolId: string;
  /** Id of that pool's first app client. */
  readonly clientId: string;
  readonly region: string;
  /** The URL that returns the messages that were sent. */
  readonly outbox: string;
  readonly pools: readonly PoolDescription[];
  /** Only when the template has identity pools. */
  readonly identityPools?: readonly { readonly logicalId: string; readonly identityPoolId: string }[];
}

/** Describes a stack whose services are behind `endpoint`. */
export function readyReport(stack: Stack, endpoint: string): ReadyReport {
  const pools = stack.pools.map(
    (pool): PoolDescription => ({
      logicalId: pool.logicalId,
      userPoolId: pool.id,
      region: stack.region,
      clients: pool.clients.map(({ id, name, secret }) => ({
        clientId: id,
        name,
        ...(secret === undefined ? {} : { clientSecret: secret }),
      })),
    }),
  );
  const first = pools.find(({ clients }) => clients.length > 0);
  const identityPools = stack.identityPools.map(({ logicalId, id }) => ({ logicalId, identityPoolId: id }));
  return {
    endpoint,
    userPoolId: first?.userPoolId ?? '',
    clientId: first?.clients[0]?.clientId ?? '',
    region: stack.region,
    outbox: `${endpoint}/outbox`,
    pools,
    ...(identityPools.length === 0 ? {} : { identityPools }),
  };
}
