// Rotation of secrets, which `POST /secrets/rotate` starts.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html

import { matchesWildcard } from '../../iam/wildcard.js';
import type { Lambda } from '../../lambda/lambda-service.js';
import { UsageError } from '../../model/errors.js';
import type { SecretDefinition } from '../../model/stack.js';
import type { SecretsManager } from './secrets-manager.js';

/** The steps in which Secrets Manager calls a rotation function. */
const ROTATION_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** A secret that was rotated, and the id of its new version. */
export interface RotatedSecret {
  readonly arn: string;
  readonly versionId: string;
}

/** Rotates secrets. */
export interface Rotation {
  /**
   * Rotates one secret or all, with the template's rotation function where there is one, otherwise by generating a new
   * value.
   *
   * @param secretId ARN or name; undefined rotates all
   * @throws UsageError when a rotation function may not be invoked, fails, or does not finish the rotation
   * @throws ServiceError `ResourceNotFoundException` for an unknown secret
   */
  rotate(secretId: string | undefined): Promise<RotatedSecret[]>;
}

/** Creates the rotation of a stack's secrets. */
export function createRotation(secrets: SecretsManager, lambda: Lambda): Rotation {
  return {
    async rotate(secretId) {
      const rotated: RotatedSecret[] = [];
      for (const secret of secrets.definitions(secretId)) {
        const versionId =
          secret.rotationFunction === undefined
            ? secrets.replace(secret.arn)
            : await rotateByFunction(secret, secret.rotationFunction, secrets, lambda);
        rotated.push({ arn: secret.arn, versionId });
      }
      return rotated;
    },
  };
}

/** Announces the new version and calls the function once for each step, as Secrets Manager does. */
async function rotateByFunction(
  { arn, name }: SecretDefinition,
  functionArn: string,
  secrets: SecretsManager,
  lambda: Lambda,
): Promise<string> {
  const lambdaFunction = lambda.find(functionArn);
  const isPermitted = lambdaFunction?.definition.permissions.some(
    ({ principal, sourceArn }) =>
      principal === 'secretsmanager.amazonaws.com' && (sourceArn === undefined || matchesWildcard(sourceArn, arn)),
  );
  if (lambdaFunction === undefined || isPermitted !== true) {
    throw new UsageError(
      `Secrets Manager may not invoke ${functionArn}. Add an AWS::Lambda::Permission for secretsmanager.amazonaws.com to the template.`,
    );
  }
  const { logicalId } = lambdaFunction.definition;
  const versionId = secrets.announce(arn);
  for (const Step of ROTATION_STEPS) {
    const result = await lambdaFunction.invoke({ Step, SecretId: arn, ClientRequestToken: versionId });
    if (result.kind === 'error') {
      throw new UsageError(`${logicalId} failed at ${Step} of ${name}: ${result.errorMessage}`);
    }
  }
  if (!secrets.isCurrent(arn, versionId)) {
    throw new UsageError(
      `${logicalId} finished without moving AWSCURRENT to the new version of ${name}. Do that in the step finishSecret.`,
    );
  }
  return versionId;
}
