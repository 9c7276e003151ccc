import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.js';
import { ServiceError } from '../errors.js';
import type { SecretDefinition } from '../template/stack.js';
import type { Caller } from './credentials.js';
import { authorize } from './iam.js';

interface Version {
  readonly id: string;
  readonly text: string;
  readonly createdAt: number;
}

interface Secret {
  readonly definition: SecretDefinition;
  current: Version;
  previous: Version | null;
}

/** What `--data` keeps, by ARN. */
export type SecretRecords = Readonly<Record<string, { readonly current: Version; readonly previous: Version | null }>>;

/** The secrets of the template, each with its current and previous version. */
export class SecretsManager {
  readonly #clock: Clock;
  readonly #secrets: Secret[];

  constructor(definitions: readonly SecretDefinition[], clock: Clock) {
    this.#clock = clock;
    this.#secrets = definitions.map((definition) => ({
      definition,
      current: this.#version(definition.generate()),
      previous: null,
    }));
  }

  /** A new version of one secret, by ARN or name, or of every secret; the current one becomes the previous. */
  rotate(secretId: string | undefined): { arn: string; versionId: string }[] {
    const secrets = secretId === undefined ? this.#secrets : [this.#find(secretId)];
    return secrets.map((secret) => this.#replace(secret, secret.definition.generate()));
  }

  records(): SecretRecords {
    return Object.fromEntries(
      this.#secrets.map(({ definition, current, previous }) => [definition.arn, { current, previous }]),
    );
  }

  restore(records: SecretRecords): void {
    for (const secret of this.#secrets) Object.assign(secret, records[secret.definition.arn]);
  }

  call(action: string, input: Record<string, unknown>, caller: Caller): unknown {
    const secretId = typeof input['SecretId'] === 'string' ? input['SecretId'] : '';
    if (secretId === '') throw new ServiceError('ValidationException', 'You must provide a value for SecretId.');
    const secret = this.#secrets.find(({ definition }) => secretId === definition.arn || secretId === definition.name);
    // Access is decided first, so that a stranger can't find out which secrets there are.
    authorize(caller, { action: `secretsmanager:${action}`, resources: [secret?.definition.arn ?? secretId] });
    switch (action) {
      case 'GetSecretValue':
        return this.#get(this.#find(secretId), input);
      case 'DescribeSecret':
        return this.#describe(this.#find(secretId));
      case 'PutSecretValue': {
        const { arn, versionId } = this.#replace(this.#find(secretId), String(input['SecretString'] ?? ''));
        return {
          ARN: arn,
          Name: this.#find(secretId).definition.name,
          VersionId: versionId,
          VersionStages: ['AWSCURRENT'],
        };
      }
      default:
        throw new ServiceError('InvalidRequestException', `The local pool doesn't offer Secrets Manager's ${action}.`);
    }
  }

  #get(secret: Secret, input: Record<string, unknown>): unknown {
    const { VersionId: id, VersionStage: stage = 'AWSCURRENT' } = input;
    const version =
      id !== undefined
        ? [secret.current, secret.previous].find((one) => one?.id === id)
        : stage === 'AWSCURRENT'
          ? secret.current
          : stage === 'AWSPREVIOUS'
            ? secret.previous
            : null;
    if (version === null || version === undefined) {
      const wanted = id === undefined ? `staging label: ${String(stage)}` : `VersionId: ${String(id)}`;
      throw new ServiceError(
        'ResourceNotFoundException',
        `Secrets Manager can't find the specified secret value for ${wanted}`,
      );
    }
    return {
      ARN: secret.definition.arn,
      Name: secret.definition.name,
      VersionId: version.id,
      SecretString: version.text,
      VersionStages: [version === secret.current ? 'AWSCURRENT' : 'AWSPREVIOUS'],
      CreatedDate: version.createdAt / 1000,
    };
  }

  #describe(secret: Secret): unknown {
    return {
      ARN: secret.definition.arn,
      Name: secret.definition.name,
      VersionIdsToStages: {
        [secret.current.id]: ['AWSCURRENT'],
        ...(secret.previous === null ? {} : { [secret.previous.id]: ['AWSPREVIOUS'] }),
      },
    };
  }

  #replace(secret: Secret, text: string): { arn: string; versionId: string } {
    secret.previous = secret.current;
    secret.current = this.#version(text);
    return { arn: secret.definition.arn, versionId: secret.current.id };
  }

  #find(secretId: string): Secret {
    const found = this.#secrets.find(({ definition }) => secretId === definition.arn || secretId === definition.name);
    if (found === undefined) {
      throw new ServiceError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    }
    return found;
  }

  #version(text: string): Version {
    return { id: randomUUID(), text, createdAt: this.#clock.now() };
  }
}
