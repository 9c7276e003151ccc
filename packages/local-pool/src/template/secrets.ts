// Secrets of a template, and the functions that rotate them.

import { randomInt } from 'node:crypto';
import { TemplateError } from '../model/errors.js';
import type { SecretDefinition } from '../model/stack.js';
import type { Properties } from './properties.js';
import { isNeededOrResolvable } from './references.js';
import type { Resource, Resources } from './resources.js';
import { unlessUnsupported } from './unsupported.js';

/**
 * Reads the secrets.
 *
 * @param functions ARNs of the functions that run here
 * @param users the functions that run here
 * @throws TemplateError for invalid properties
 */
export function readSecrets(
  resources: Resources,
  functions: ReadonlySet<string>,
  users: readonly Resource[],
): SecretDefinition[] {
  const rotations = rotationsOf(resources);
  const secrets = resources.ofType('AWS::SecretsManager::Secret').filter(isNeededOrResolvable(users));
  return secrets.map((resource) => {
    const arn = resource.identity.ref;
    const rotation = rotations.get(arn);
    return {
      arn,
      rotationFunction: rotation !== undefined && functions.has(rotation) ? rotation : undefined,
      // Secrets Manager appends a hyphen and six characters to the name.
      name: (arn.split(':secret:')[1] ?? '').replace(/-[a-z0-9]{6}$/, ''),
      generate: createGenerator(resource),
    };
  });
}

/** The functions that rotate secrets: the function's ARN by the secret's. */
export function rotationsOf(resources: Resources): Map<string, string> {
  const rotations = new Map<string, string>();
  for (const { properties } of resources.ofType('AWS::SecretsManager::RotationSchedule')) {
    const secret = unlessUnsupported(() => properties.string('SecretId'));
    const rotationFunction = unlessUnsupported(() => properties.string('RotationLambdaARN'));
    if (secret instanceof TemplateError || rotationFunction instanceof TemplateError) continue;
    if (secret !== undefined && rotationFunction !== undefined) rotations.set(secret, rotationFunction);
  }
  return rotations;
}

/** Generates values as `GenerateSecretString` asks, or returns the template's `SecretString`. */
function createGenerator({ properties }: Resource): () => string {
  const options = properties.child('GenerateSecretString');
  if (options === undefined) {
    const fixed = properties.string('SecretString') ?? '';
    return () => fixed;
  }
  const length = options.number('PasswordLength', 1, 4096) ?? 32;
  const alphabet = alphabetOf(options);
  const template = options.string('SecretStringTemplate');
  const key = options.string('GenerateStringKey');
  if ((template === undefined) !== (key === undefined)) {
    options.fail('GenerateStringKey', 'SecretStringTemplate and GenerateStringKey together');
  }
  if (template !== undefined && !isJsonObject(template)) {
    options.fail('SecretStringTemplate', 'a JSON object, to which the generated text is added');
  }
  return () => {
    const text = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
    if (template === undefined || key === undefined) return text;
    return JSON.stringify({ ...(JSON.parse(template) as object), [key]: text });
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** The characters that a generated secret may contain. */
function alphabetOf(options: Properties): string {
  const excluded = new Set(options.string('ExcludeCharacters') ?? '');
  const alphabet = [
    options.boolean('ExcludeLowercase') === true ? '' : 'abcdefghijklmnopqrstuvwxyz',
    options.boolean('ExcludeUppercase') === true ? '' : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
    options.boolean('ExcludeNumbers') === true ? '' : '0123456789',
    options.boolean('ExcludePunctuation') === true ? '' : '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
    options.boolean('IncludeSpace') === true ? ' ' : '',
  ]
    .flatMap((characters) => [...characters])
    .filter((character) => !excluded.has(character))
    .join('');
  return alphabet === '' ? options.fail('ExcludeCharacters', 'at least one character to choose from') : alphabet;
}
