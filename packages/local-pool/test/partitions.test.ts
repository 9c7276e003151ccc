/** Regions outside the standard partition: ARNs and host names have the partition's own spelling, and access works. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resolveTemplate } from '@cognito-otp/local-pool';
import { call, control, fixture, newPhone, signIn, start } from './support.js';

const regions = [
  ['eu-west-1', 'aws', 'amazonaws.com'],
  ['us-gov-west-1', 'aws-us-gov', 'amazonaws.com'],
  ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com'],
  ['cn-north-1', 'aws-cn', 'amazonaws.com.cn'],
  ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
] as const;

describe('a Region', () => {
  for (const [region, partition, suffix] of regions) {
    it(`determines the partition of every ARN: ${region} is in ${partition}`, async () => {
      const { resources, outputs } = await resolveTemplate(fixture('code-by-sms/template.yaml'), {}, { region });
      // The fixture writes the partition of one policy itself.
      const arns = JSON.stringify(resources).match(/arn:[^"]*/g) ?? [];
      const derived = arns.filter((arn) => !arn.includes('identity/example.com'));
      assert.ok(derived.length > 15, `${derived.length} ARNs`);
      assert.deepEqual([...new Set(derived.map((arn) => arn.split(':')[1]))], [partition]);

      assert.ok(outputs['Provider']?.startsWith(`cognito-idp.${region}.${suffix}/${region}_`), outputs['Provider']);
    });
  }

  // Every access of a sign-in is decided by ARNs: of the table, the secret, the log groups and the pool.
  for (const [region, partition] of regions.filter(([name]) => !name.endsWith('east-1') && name !== 'eu-west-1')) {
    it(`in another partition signs users in: ${region}`, async () => {
      const pool = await start('code-by-sms/template.yaml', { region });
      try {
        const { tokens } = await signIn(pool);
        assert.ok(tokens['AccessToken']);
        const { body } = await control(pool, 'GET', '/iam');
        const withPolicies = body.filter(({ function: name }: { function: string }) => name === 'CreateFunction');
        assert.ok(JSON.stringify(withPolicies).includes(`arn:${partition}:dynamodb:${region}`));
      } finally {
        await pool.close();
      }
    });
  }

  it('appears in the context of a function', async () => {
    const pool = await start('probe/template.yaml', { region: 'cn-north-1' });
    try {
      await call(pool, 'SignUp', { ClientId: pool.clientId, Username: newPhone(), Password: 'Password-1' });
      const { body } = await control(pool, 'GET', '/logs');
      const [seen] = body.map(({ line }: { line: string }) => line).filter((line: string) => line.includes('SEEN'));
      assert.match(seen, /"arn":"arn:aws-cn:lambda:cn-north-1:000000000000:function:/);
    } finally {
      await pool.close();
    }
  });
});
