import { matchesWildcard } from '../../iam/wildcard.js';
import type { Lambda } from '../../lambda/lambda.js';
import { UsageError } from '../../model/errors.js';
import type { SecretDefinition } from '../../model/stack.js';
import type { SecretsManager } from './secrets-manager.js';

const steps = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** Rotates secrets: by the template's own function where there is one, else by generating the next text. */
export class Rotation {
  readonly #secrets: SecretsManager;
  readonly #lambda: Lambda;

  constructor(secrets: SecretsManager, lambda: Lambda) {
    this.#secrets = secrets;
    this.#lambda = lambda;
  }

  /** One secret, by ARN or name, or every one. Throws UsageError where a function doesn't bring it to its end. */
  async rotate(secretId: string | undefined): Promise<{ arn: string; versionId: string }[]> {
    const rotated: { arn: string; versionId: string }[] = [];
    for (const secret of this.#secrets.definitions(secretId)) {
      const versionId =
        secret.rotationFunction === null
          ? this.#secrets.replace(secret.arn)
          : await this.#byFunction(secret, secret.rotationFunction);
      rotated.push({ arn: secret.arn, versionId });
    }
    return rotated;
  }

  /** Secrets Manager announces the version and then calls the function once a step. */
  async #byFunction({ arn, name }: SecretDefinition, functionArn: string): Promise<string> {
    const host = this.#lambda.host(functionArn);
    const allowed = host?.definition.permissions.some(
      ({ principal, sourceArn }) =>
        principal === 'secretsmanager.amazonaws.com' && (sourceArn === null || matchesWildcard(sourceArn, arn)),
    );
    if (host === undefined || allowed !== true) {
      throw new UsageError(`Secrets Manager may not invoke ${functionArn}: the template needs a permission for it.`);
    }
    const versionId = this.#secrets.announce(arn);
    for (const Step of steps) {
      const outcome = await host.invoke({ Step, SecretId: arn, ClientRequestToken: versionId });
      if (outcome.kind === 'error') {
        throw new UsageError(`${host.definition.logicalId} failed at ${Step} of ${name}: ${outcome.errorMessage}`);
      }
    }
    if (!this.#secrets.isCurrent(arn, versionId)) {
      throw new UsageError(`${host.definition.logicalId} did not make the new version of ${name} the current one.`);
    }
    return versionId;
  }
}
