import { randomUUID } from 'node:crypto';
import { authorize } from '../../iam/authorize.js';
import type { Caller } from '../../iam/caller.js';
import type { Clock } from '../../model/clock.js';
import { ServiceError } from '../../model/errors.js';
import type { SecretDefinition } from '../../model/stack.js';

interface SecretVersion {
  readonly id: string;
  /** Null: announced to a rotation function, which hasn't written it yet. */
  text: string | null;
  readonly createdAt: number;
  /** Staging labels: AWSCURRENT, AWSPREVIOUS, AWSPENDING or one's own. Each is on one version at most. */
  stages: string[];
}

interface Secret {
  readonly definition: SecretDefinition;
  versions: SecretVersion[];
}

/** What `--data` keeps, by ARN. */
export type SecretRecords = Readonly<Record<string, { readonly versions: SecretVersion[] }>>;

/** The secrets of the template, each with its labelled versions. */
export class SecretsManager {
  readonly #clock: Clock;
  readonly #secrets: Secret[];

  constructor(definitions: readonly SecretDefinition[], clock: Clock) {
    this.#clock = clock;
    this.#secrets = definitions.map((definition) => {
      const secret: Secret = { definition, versions: [] };
      attachStage(secret, this.#add(secret, randomUUID(), definition.generate()), 'AWSCURRENT');
      return secret;
    });
  }

  /** One secret's definition, by ARN or name, or that of each. */
  definitions(secretId: string | undefined): SecretDefinition[] {
    const secrets = secretId === undefined ? this.#secrets : [this.#find(secretId)];
    return secrets.map(({ definition }) => definition);
  }

  /** A new version as the template generates them; the current one becomes the previous. Its id. */
  replace(arn: string): string {
    const secret = this.#find(arn);
    return attachStage(secret, this.#add(secret, randomUUID(), secret.definition.generate()), 'AWSCURRENT').id;
  }

  /** A version without a text, for a rotation function to write. Its id. */
  announce(arn: string): string {
    const secret = this.#find(arn);
    return attachStage(secret, this.#add(secret, randomUUID(), null), 'AWSPENDING').id;
  }

  /** Whether the rotation that {@link announce} began has come to its end. */
  isCurrent(arn: string, versionId: string): boolean {
    return holderOf(this.#find(arn), 'AWSCURRENT')?.id === versionId;
  }

  records(): SecretRecords {
    return Object.fromEntries(this.#secrets.map(({ definition, versions }) => [definition.arn, { versions }]));
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
        return getSecretValue(this.#find(secretId), input);
      case 'DescribeSecret':
        return describeSecret(this.#find(secretId));
      case 'PutSecretValue':
        return this.#put(this.#find(secretId), input);
      case 'UpdateSecretVersionStage':
        return moveStage(this.#find(secretId), input);
      default:
        throw new ServiceError('InvalidRequestException', `The local pool doesn't offer Secrets Manager's ${action}.`);
    }
  }

  /** With the id of a version that is there already it is the same call again, or a mistake. */
  #put(secret: Secret, input: Record<string, unknown>): unknown {
    const text = String(input['SecretString'] ?? '');
    const id = typeof input['ClientRequestToken'] === 'string' ? input['ClientRequestToken'] : randomUUID();
    const version = secret.versions.find((one) => one.id === id) ?? this.#add(secret, id, null);
    if (version.text !== null && version.text !== text) {
      throw new ServiceError('ResourceExistsException', `There is a version ${id} already, and it is another.`);
    }
    version.text = text;
    for (const stage of list(input['VersionStages']) ?? ['AWSCURRENT']) attachStage(secret, version, stage);
    return { ...names(secret), VersionId: id, VersionStages: version.stages };
  }

  #find(secretId: string): Secret {
    const found = this.#secrets.find(({ definition }) => secretId === definition.arn || secretId === definition.name);
    if (found === undefined) throw missing("Secrets Manager can't find the specified secret.");
    return found;
  }

  #add(secret: Secret, id: string, text: string | null): SecretVersion {
    const version: SecretVersion = { id, text, createdAt: this.#clock.now(), stages: [] };
    secret.versions.push(version);
    return version;
  }
}

function getSecretValue(secret: Secret, input: Record<string, unknown>): unknown {
  const { VersionId: id, VersionStage: stage } = input;
  const version = secret.versions.find((one) =>
    id === undefined
      ? one.stages.includes(String(stage ?? 'AWSCURRENT'))
      : one.id === id && (stage === undefined || one.stages.includes(String(stage))),
  );
  if (version === undefined || version.text === null) {
    const wanted = id === undefined ? `staging label: ${String(stage)}` : `VersionId: ${String(id)}`;
    throw missing(`Secrets Manager can't find the specified secret value for ${wanted}`);
  }
  return {
    ...names(secret),
    VersionId: version.id,
    SecretString: version.text,
    VersionStages: version.stages,
    CreatedDate: version.createdAt / 1000,
  };
}

const describeSecret = (secret: Secret): unknown => ({
  ...names(secret),
  VersionIdsToStages: Object.fromEntries(secret.versions.map(({ id, stages }) => [id, stages])),
});

/** A label that is on a version is only taken off the one that the caller says it is on. */
function moveStage(secret: Secret, input: Record<string, unknown>): unknown {
  const { VersionStage: stage, MoveToVersionId: to, RemoveFromVersionId: from } = input;
  if (typeof stage !== 'string') throw invalid('You must provide a value for VersionStage.');
  const holder = holderOf(secret, stage);
  if (holder !== undefined && holder.id !== to && holder.id !== from) {
    throw invalid(`The label ${stage} is on the version ${holder.id}: name it in RemoveFromVersionId.`);
  }
  const target = secret.versions.find((one) => one.id === to);
  if (to !== undefined && target === undefined) throw missing(`Secrets Manager can't find the version ${String(to)}.`);
  if (target !== undefined) attachStage(secret, target, stage);
  else if (holder !== undefined) holder.stages = holder.stages.filter((one) => one !== stage);
  return names(secret);
}

/** Puts a label on a version and off every other. AWSCURRENT leaves AWSPREVIOUS behind; versions without any go. */
function attachStage(secret: Secret, version: SecretVersion, stage: string): SecretVersion {
  const holder = holderOf(secret, stage);
  if (holder === version) return version;
  for (const one of secret.versions) one.stages = one.stages.filter((other) => other !== stage);
  version.stages = [...version.stages, stage];
  if (stage === 'AWSCURRENT' && holder !== undefined) attachStage(secret, holder, 'AWSPREVIOUS');
  secret.versions = secret.versions.filter((one) => one === version || one.stages.length > 0);
  return version;
}

const holderOf = (secret: Secret, stage: string): SecretVersion | undefined =>
  secret.versions.find(({ stages }) => stages.includes(stage));

const names = ({ definition }: Secret): { ARN: string; Name: string } => ({
  ARN: definition.arn,
  Name: definition.name,
});

const list = (value: unknown): string[] | undefined => (Array.isArray(value) ? value.map(String) : undefined);

const missing = (message: string): ServiceError => new ServiceError('ResourceNotFoundException', message);

const invalid = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);
