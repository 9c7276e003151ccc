// One secret: its versions, their staging labels, and the API operations on them.

import { randomUUID } from 'node:crypto';
import { ServiceError } from '../../model/errors.js';
import type { SecretDefinition } from '../../model/stack.js';

/** A version of a secret. `--data` stores it as JSON. */
export interface SecretVersion {
  readonly id: string;
  /** Null: announced to a rotation function, which has not written it yet. */
  text: string | null;
  /** Milliseconds since the Unix epoch. */
  readonly createdAt: number;
  /** Staging labels: AWSCURRENT, AWSPREVIOUS, AWSPENDING or custom ones. At most one version has each. */
  stages: string[];
}

/** A secret. */
export interface Secret {
  readonly definition: SecretDefinition;
  versions: SecretVersion[];
}

type Input = Readonly<Record<string, unknown>>;

/** Adds a version without labels. */
export function addVersion(secret: Secret, id: string, text: string | null, now: number): SecretVersion {
  const version: SecretVersion = { id, text, createdAt: now, stages: [] };
  secret.versions.push(version);
  return version;
}

/** The version that has a label. */
export const versionWithStage = (secret: Secret, stage: string): SecretVersion | undefined =>
  secret.versions.find(({ stages }) => stages.includes(stage));

/**
 * Attaches a label to a version and removes it from the version that had it. When AWSCURRENT moves, the version that had
 * it gets AWSPREVIOUS. Versions without labels are deleted.
 */
export function attachStage(secret: Secret, version: SecretVersion, stage: string): SecretVersion {
  const previous = versionWithStage(secret, stage);
  if (previous === version) return version;
  for (const one of secret.versions) one.stages = one.stages.filter((other) => other !== stage);
  version.stages = [...version.stages, stage];
  if (stage === 'AWSCURRENT' && previous !== undefined) attachStage(secret, previous, 'AWSPREVIOUS');
  secret.versions = secret.versions.filter((one) => one === version || one.stages.length > 0);
  return version;
}

/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 *
 * @throws ServiceError `ResourceNotFoundException`
 */
export function getSecretValue(secret: Secret, input: Input): unknown {
  const { VersionId: id, VersionStage: stage } = input;
  const version = secret.versions.find((one) =>
    id === undefined
      ? one.stages.includes(String(stage ?? 'AWSCURRENT'))
      : one.id === id && (stage === undefined || one.stages.includes(String(stage))),
  );
  if (version === undefined || version.text === null) {
    const wanted = id === undefined ? `staging label: ${String(stage)}` : `VersionId: ${String(id)}`;
    throw resourceNotFound(`Secrets Manager can't find the specified secret value for ${wanted}`);
  }
  return {
    ...namesOf(secret),
    VersionId: version.id,
    SecretString: version.text,
    VersionStages: version.stages,
    CreatedDate: version.createdAt / 1000,
  };
}

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export const describeSecret = (secret: Secret): unknown => ({
  ...namesOf(secret),
  VersionIdsToStages: Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages])),
});

/**
 * Writes a version. With the id of an existing version the call is a repetition of the one that created it, or a
 * mistake. https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 *
 * @throws ServiceError `ResourceExistsException` when the version exists with another text
 */
export function putSecretValue(secret: Secret, input: Input, now: number): unknown {
  const text = String(input['SecretString'] ?? '');
  const id = typeof input['ClientRequestToken'] === 'string' ? input['ClientRequestToken'] : randomUUID();
  const version = secret.versions.find((one) => one.id === id) ?? addVersion(secret, id, null, now);
  if (version.text !== null && version.text !== text) {
    throw new ServiceError('ResourceExistsException', `The version ${id} already exists with another value.`);
  }
  version.text = text;
  for (const stage of textList(input['VersionStages']) ?? ['AWSCURRENT']) attachStage(secret, version, stage);
  return { ...namesOf(secret), VersionId: id, VersionStages: version.stages };
}

/**
 * Moves or removes a label. The call has to name the version that has the label at present.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 *
 * @throws ServiceError `InvalidParameterException`; `ResourceNotFoundException` for an unknown version
 */
export function moveStage(secret: Secret, input: Input): unknown {
  const { VersionStage: stage, MoveToVersionId: to, RemoveFromVersionId: from } = input;
  if (typeof stage !== 'string') throw invalidParameter('You must provide a value for VersionStage.');
  const previous = versionWithStage(secret, stage);
  if (previous !== undefined && previous.id !== to && previous.id !== from) {
    throw invalidParameter(`The version ${previous.id} has the label ${stage}: name it in RemoveFromVersionId.`);
  }
  const target = secret.versions.find((one) => one.id === to);
  if (to !== undefined && target === undefined) {
    throw resourceNotFound(`Secrets Manager can't find the version ${String(to)}.`);
  }
  if (target !== undefined) attachStage(secret, target, stage);
  else if (previous !== undefined) previous.stages = previous.stages.filter((one) => one !== stage);
  return namesOf(secret);
}

/** Secrets Manager's error for a secret or version that does not exist. */
export const resourceNotFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', message);

const namesOf = ({ definition }: Secret): { ARN: string; Name: string } => ({
  ARN: definition.arn,
  Name: definition.name,
});

const textList = (value: unknown): string[] | undefined => (Array.isArray(value) ? value.map(String) : undefined);

const invalidParameter = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);
