/** Administration of user pools. The local pool's own rules decide what Cognito would refuse. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPool } from '@cognito-otp/local-pool';
import type { Deployment } from '@cognito-otp/test-kit/deployment';
import { type Answer, type Cloud, json, jsonError, REGION, type Reply, type Resolve } from './cloud-model.js';

/** Cognito's operations on pools, by service and operation. */
export function poolOperations(cloud: Cloud, deployment: Deployment, resolve: Resolve): Record<string, Answer> {
  const own = deployment.pool.userPoolId;
  const notFound = jsonError('ResourceNotFoundException', 'User pool does not exist.');
  return {
    async 'cognito-idp DescribeUserPool'({ UserPoolId }) {
      if (UserPoolId === own && cloud.hasPool) {
        return json({ UserPool: { Id: own, ...(await resolve()).resources['UserPool']?.properties } });
      }
      const pool = cloud.pools.get(String(UserPoolId));
      return pool === undefined ? notFound : json({ UserPool: pool });
    },
    async 'cognito-idp DescribeRiskConfiguration'() {
      const { resources } = await resolve();
      const actions = resources['ThreatActions']?.properties;
      return json({ RiskConfiguration: actions ?? {} });
    },
    async 'cognito-idp CreateUserPool'({ PoolName, ...settings }) {
      const refusal = await poolRefusal(settings, {});
      if (refusal !== undefined) return refusal;
      const Id = `${REGION}_smoke${cloud.pools.size}`;
      cloud.pools.set(Id, { Id, Name: PoolName, ...settings });
      return json({ UserPool: { Id } });
    },
    async 'cognito-idp CreateUserPoolClient'({ UserPoolId, ...settings }) {
      const { Id, Name, ...pool } = cloud.pools.get(String(UserPoolId)) ?? {};
      return (await poolRefusal(pool, settings)) ?? json({ UserPoolClient: { ClientId: 'smoke' } });
    },
    'cognito-idp ListUserPools': () =>
      json({ UserPools: [...cloud.pools.values()].map(({ Id, Name }) => ({ Id, Name })) }),
    'cognito-idp UpdateUserPool': () => json({}),
    'cognito-idp DeleteUserPool': ({ UserPoolId }) => {
      if (UserPoolId === own) cloud.hasPool = false;
      return cloud.pools.delete(String(UserPoolId)) || UserPoolId === own ? json({}) : notFound;
    },
  };
}

/** Cognito's refusal of a pool with an app client, which is the local pool's own; undefined if it accepts them. */
async function poolRefusal(pool: object, client: object): Promise<Reply | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-pool-'));
  const file = join(folder, 'template.yaml');
  const resources = {
    Pool: { Type: 'AWS::Cognito::UserPool', Properties: pool },
    Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'Pool' }, ...client } },
  };
  writeFileSync(file, JSON.stringify({ Resources: resources }));
  try {
    const started = await startLocalPool({ template: file });
    await started.close();
    return undefined;
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    const [, name = 'InvalidParameterException', message = text] = /(\w+Exception): (.*)/s.exec(text) ?? [];
    return jsonError(name, message);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
