import { randomBytes } from 'node:crypto';
import {
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  type CreateUserPoolCommandInput,
  DeleteUserPoolCommand,
  DescribeUserPoolCommand,
  paginateListUserPools,
} from '@aws-sdk/client-cognito-identity-provider';
import { type Aws, errorText, Interrupted, isAccessDenied } from '../aws/clients.js';
import { sendsSms } from '../aws/stack.js';
import { compare, NotRun, type Outcome, type Probe, type ProbeContext } from '../probe.js';

/** Whether the plan Lite takes app clients with and without rotation of refresh tokens. */
export const litePlan: Probe = {
  name: 'lite-plan',
  title: 'The plan Lite excludes rotation of refresh tokens',
  expected:
    'CreateUserPoolClient with rotation fails with FeatureUnavailableInTierException, without rotation it succeeds.',
  local: 'Refuses a template with both; its text is that of the documentation.',
  remedy: 'If Lite takes rotation, the rule TokenRotationNeedsEssentials of the template is too strict: report it.',
  scope: 'disposable',
  effects: 'creates and deletes one user pool without users',
  async run(context) {
    const UserPoolId = await createPool(context, 'lite', { UserPoolTier: 'LITE' });
    const create = (Feature: 'ENABLED' | 'DISABLED'): Promise<string> =>
      context.aws.cognito
        .send(
          new CreateUserPoolClientCommand({
            UserPoolId,
            ClientName: `smoke-${Feature}`,
            ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'],
            RefreshTokenRotation: { Feature, ...(Feature === 'ENABLED' && { RetryGracePeriodSeconds: 30 }) },
          }),
        )
        .then(() => 'accepted', refusal);
    const [rotating, plain] = [await create('ENABLED'), await create('DISABLED')];
    return compare(
      rotating.startsWith('FeatureUnavailableInTierException') && plain === 'accepted',
      `with rotation: ${rotating}; without: ${plain}`,
    );
  },
};

/** Whether Cognito refuses to send SMS from a Region that is not its own. */
export const foreignSmsRegion: Probe = {
  name: 'sms-region',
  title: 'Cognito sends SMS from the Region that the template gives it',
  expected:
    'CreateUserPool is refused with "Invalid snsRegion" for a foreign Region, and accepted with the one of the stack.',
  local: 'Refuses a template with a foreign Region.',
  remedy: 'Report the Region and the message: the mapping CognitoSms of the template has to change.',
  scope: 'disposable',
  effects: 'creates and deletes one user pool without users',
  inapplicable: (stack) => (sendsSms(stack) ? undefined : 'the stack sends no SMS'),
  async run(context): Promise<Outcome> {
    const { aws, stack } = context;
    const { UserPool } = await aws.cognito.send(new DescribeUserPoolCommand({ UserPoolId: stack.userPoolId }));
    const own = UserPool?.SmsConfiguration;
    if (own?.SnsRegion === undefined) throw new NotRun('the user pool has no SMS Region');
    const foreign = FOREIGN_REGIONS.find((region) => region !== own.SnsRegion && region !== stack.region);
    const attempt = (SnsRegion: string | undefined): Promise<string> =>
      createPool(context, `sms-${SnsRegion}`, { SmsConfiguration: { ...own, SnsRegion } as never }).then(
        () => 'accepted',
        refusal,
      );
    const [refused, accepted] = [await attempt(foreign), await attempt(own.SnsRegion)];
    return compare(
      /snsRegion/i.test(refused) && accepted === 'accepted',
      `${foreign}: ${refused}; ${own.SnsRegion}: ${accepted}`,
    );
  },
};

/** Regions that Cognito allows only for pools in the same Region. */
const FOREIGN_REGIONS = ['sa-east-1', 'eu-north-1'] as const;

/** A refused call as a text. If the account owner lacks permissions, the probe has no result. */
function refusal(error: unknown): string {
  if (isAccessDenied(error) || error instanceof Interrupted) throw error;
  return errorText(error);
}

/** Creates a pool that is deleted at the end of the probe, also if the reply is lost. */
async function createPool(
  { aws, stack, cleanUp }: ProbeContext,
  suffix: string,
  settings: Omit<CreateUserPoolCommandInput, 'PoolName'>,
): Promise<string> {
  const PoolName = `${stack.name.slice(0, 80)}-smoke-${suffix}-${randomBytes(4).toString('hex')}`;
  // By name, because after a lost reply the SDK's second attempt creates another pool.
  cleanUp.add(`user pools ${PoolName}`, async ({ cognito }) => {
    for (const UserPoolId of await findPools(cognito, PoolName)) {
      await cognito.send(new DeleteUserPoolCommand({ UserPoolId }));
    }
  });
  const { UserPool } = await aws.cognito.send(new CreateUserPoolCommand({ PoolName, ...settings }));
  return UserPool?.Id ?? '';
}

async function findPools(client: Aws['cognito'], name: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { UserPools = [] } of paginateListUserPools({ client }, { MaxResults: 60 })) {
    ids.push(...UserPools.flatMap(({ Id, Name }) => (Name === name && Id !== undefined ? [Id] : [])));
  }
  return ids;
}
