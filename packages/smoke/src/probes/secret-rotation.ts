import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { codeSecretOf } from '../aws/stack.js';
import { compare, type Probe } from '../probe.js';
import { answerWithCode, codesUnavailable, signUp, startWithMessage, usableAddress } from '../support/sign-in.js';

/** Whether a code that was sent before a rotation of the secret still signs in. */
export const rotationInSignIn: Probe = {
  name: 'rotation-in-sign-in',
  title: 'A code survives a rotation of the secret',
  expected: 'The code that was sent before the rotation signs in after it.',
  local: 'The same.',
  remedy: 'Check the log of RotateSecret, and that VerifyAuthChallengeResponse may read the secret.',
  scope: 'stack',
  asksForCodes: true,
  effects: 'rotates the secret once in a run; creates and deletes one user; sends one message to your address',
  inapplicable: codesUnavailable,
  async run(context) {
    const address = usableAddress(context.stack, context.addresses) as string;
    await signUp(context, address);
    const started = await startWithMessage(context, address);
    const { after } = await context.rotateSecret();
    if (after === undefined) return compare(false, 'the rotation did not finish within a minute');
    const tokens = await answerWithCode(context, started, address);
    return compare(tokens.AccessToken !== undefined, 'the code was accepted after the rotation');
  },
};

/** Whether a rotation ends without a pending version. */
export const rotationFinishes: Probe = {
  name: 'rotation',
  title: 'A rotation of the secret finishes',
  expected: 'AWSCURRENT moves to a new version, the old one becomes AWSPREVIOUS, and no other version is AWSPENDING.',
  local: 'The same; it rotates when it is asked to, not on a schedule.',
  remedy:
    'A pending version stops further rotations. The run removes its label; see docs/operations.md#secret and the log of RotateSecret.',
  scope: 'stack',
  effects: 'rotates the secret once in a run; codes that are out keep working',
  async run(context) {
    const { before, after } = await context.rotateSecret();
    const { VersionIdsToStages = {} } = await context.aws.secrets.send(
      new DescribeSecretCommand({ SecretId: codeSecretOf(context.stack) }),
    );
    const pending = Object.entries(VersionIdsToStages).filter(
      ([, stages]) => stages.includes('AWSPENDING') && !stages.includes('AWSCURRENT'),
    );
    const isPrevious = VersionIdsToStages[before]?.includes('AWSPREVIOUS') === true;
    const parts = [
      after === undefined ? 'AWSCURRENT did not move within a minute' : 'AWSCURRENT moved',
      isPrevious ? 'the old version is AWSPREVIOUS' : 'the old version is not AWSPREVIOUS',
      `${pending.length} pending versions`,
    ];
    return compare(after !== undefined && isPrevious && pending.length === 0, parts.join(', '));
  },
};
