// Rotates the stack's secret once. All probes use the result.

import {
  DescribeSecretCommand,
  RotateSecretCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { type Aws, errorName } from '../aws/clients.js';
import { codeSecretOf } from '../aws/stack.js';
import { NotRun, type ProbeContext, type Rotation } from '../probe.js';

/**
 * Creates the rotation. A second one within minutes would make codes void that users were sent before the first, so all
 * probes of a run share one.
 */
export function createSecretRotation({
  aws,
  stack,
  cleanUp,
  waitFor,
}: Pick<ProbeContext, 'aws' | 'stack' | 'cleanUp' | 'waitFor'>): () => Promise<Rotation> {
  const SecretId = codeSecretOf(stack);
  let rotation: Promise<Rotation> | undefined;

  const rotate = async (): Promise<Rotation> => {
    const stages = await versions(aws, SecretId);
    const before = withStage(stages, 'AWSCURRENT') ?? '';
    if (pendingOf(stages).length > 0) {
      throw new NotRun(
        'the secret has a pending version already: a rotation is under way or has failed. See docs/operations.md#secret',
      );
    }
    cleanUp.add('pending versions of the secret', (freshAws) => removePending(freshAws, SecretId));
    await aws.secrets.send(new RotateSecretCommand({ SecretId }));
    const after = await waitFor(async () => {
      const current = withStage(await versions(aws, SecretId), 'AWSCURRENT');
      return current === before ? undefined : current;
    }, 60);
    return { before, after };
  };

  return () => {
    rotation ??= rotate();
    return rotation;
  };
}

type Stages = Readonly<Record<string, readonly string[]>>;

async function versions({ secrets }: Aws, SecretId: string | undefined): Promise<Stages> {
  const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId }));
  return VersionIdsToStages;
}

const withStage = (stages: Stages, stage: string): string | undefined =>
  Object.entries(stages).find(([, labels]) => labels.includes(stage))?.[0];

/** Versions that a rotation has not finished. */
const pendingOf = (stages: Stages): string[] =>
  Object.entries(stages).flatMap(([id, labels]) =>
    labels.includes('AWSPENDING') && !labels.includes('AWSCURRENT') ? [id] : [],
  );

/**
 * Removes the label `AWSPENDING` from versions that this run's rotation left pending, so that the next rotation can
 * start.
 */
async function removePending(aws: Aws, SecretId: string | undefined): Promise<void> {
  for (const RemoveFromVersionId of pendingOf(await versions(aws, SecretId))) {
    try {
      await aws.secrets.send(
        new UpdateSecretVersionStageCommand({ SecretId, VersionStage: 'AWSPENDING', RemoveFromVersionId }),
      );
    } catch (error) {
      if (errorName(error) !== 'ResourceNotFoundException') throw error;
    }
  }
}
