// Secrets Manager: the template's secrets, their versions and staging labels.
// https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html

import { randomUUID } from 'node:crypto';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import type { Clock } from '../../model/clock.js';
import { ServiceError, UnsupportedCall } from '../../model/errors.js';
import type { SecretDefinition } from '../../model/stack.js';
import {
  addVersion,
  attachStage,
  describeSecret,
  getSecretValue,
  moveStage,
  putSecretValue,
  resourceNotFound,
  type Secret,
  type SecretVersion,
  versionWithStage,
} from './secret.js';

/** What `--data` stores of the secrets, by ARN. */
export type SecretRecords = Readonly<Record<string, { readonly versions: SecretVersion[] }>>;

/** The secrets of one stack. */
export interface SecretsManager {
  /**
   * The definitions of all secrets, or of one.
   *
   * @param secretId ARN or name
   * @throws ServiceError `ResourceNotFoundException`
   */
  definitions(secretId?: string): SecretDefinition[];
  /** Generates a new current version from the template. The old one becomes AWSPREVIOUS. Returns the version's id. */
  replace(arn: string): string;
  /** Adds a pending version without a text, which a rotation function will write. Returns the version's id. */
  announce(arn: string): string;
  /** Whether a version has the label AWSCURRENT. */
  isCurrent(arn: string, versionId: string): boolean;
  /** What `--data` stores. */
  records(): SecretRecords;
  /** Replaces the versions with those that an earlier run stored. */
  restore(records: SecretRecords): void;
  /**
   * Answers one call of the API.
   *
   * @throws ServiceError `AccessDeniedException`, or the operation's own errors
   */
  call(action: string, input: Readonly<Record<string, unknown>>, caller: Caller): unknown;
}

/** Creates the secrets, each with a generated current version. */
export function createSecretsManager(definitions: readonly SecretDefinition[], clock: Clock): SecretsManager {
  const secrets = definitions.map((definition): Secret => {
    const secret: Secret = { definition, versions: [] };
    attachStage(secret, addVersion(secret, randomUUID(), definition.generate(), clock.now()), 'AWSCURRENT');
    return secret;
  });

  const lookUp = (secretId: string): Secret | undefined =>
    secrets.find(({ definition }) => secretId === definition.arn || secretId === definition.name);

  const find = (secretId: string): Secret => {
    const secret = lookUp(secretId);
    if (secret === undefined) throw resourceNotFound("Secrets Manager can't find the specified secret.");
    return secret;
  };

  const addGenerated = (secret: Secret): SecretVersion =>
    addVersion(secret, randomUUID(), secret.definition.generate(), clock.now());

  return {
    definitions: (secretId) =>
      (secretId === undefined ? secrets : [find(secretId)]).map(({ definition }) => definition),
    replace(arn) {
      const secret = find(arn);
      return attachStage(secret, addGenerated(secret), 'AWSCURRENT').id;
    },
    announce(arn) {
      const secret = find(arn);
      return attachStage(secret, addVersion(secret, randomUUID(), null, clock.now()), 'AWSPENDING').id;
    },
    isCurrent: (arn, versionId) => versionWithStage(find(arn), 'AWSCURRENT')?.id === versionId,
    records: () => Object.fromEntries(secrets.map(({ definition, versions }) => [definition.arn, { versions }])),
    restore(records) {
      for (const secret of secrets) Object.assign(secret, records[secret.definition.arn]);
    },
    call(action, input, caller) {
      const secretId = typeof input['SecretId'] === 'string' ? input['SecretId'] : '';
      if (secretId === '') throw new ServiceError('ValidationException', 'You must provide a value for SecretId.');
      // Access is checked first, so that a caller without permission cannot find out which secrets exist.
      const arn = lookUp(secretId)?.definition.arn ?? secretId;
      authorize(caller, { action: `secretsmanager:${action}`, resources: [arn] });
      switch (action) {
        case 'GetSecretValue':
          return getSecretValue(find(secretId), input);
        case 'DescribeSecret':
          return describeSecret(find(secretId));
        case 'PutSecretValue':
          return putSecretValue(find(secretId), input, clock.now());
        case 'UpdateSecretVersionStage':
          return moveStage(find(secretId), input);
        default:
          throw new UnsupportedCall('Secrets Manager', action);
      }
    },
  };
}
