// Applies what UpdateUserPool and UpdateUserPoolClient change, with the same rules as for templates.

import { invalidParameter, TemplateError } from '../model/errors.js';
import type { ClientDefinition, PoolDefinition, Settings } from '../model/pool-definition.js';
import { readClientSettings } from './clients.js';
import type { Positions, TemplateMap } from './parse.js';
import { planOf } from './pool-limits.js';
import { configuredFunctions, readPoolSettings } from './pool-settings.js';
import { createProperties, type Properties } from './properties.js';

/** Where errors in a request are: nowhere in a template. */
const REQUEST = { file: 'request', line: 1, column: 1 };
const positions: Positions = { of: () => REQUEST, set: () => undefined, copy: () => undefined };

/** Throws ServiceError `InvalidParameterException` instead of TemplateError. */
function readRequest<T>(settings: Settings, read: (properties: Properties) => T): T {
  try {
    return read(createProperties(structuredClone(settings) as TemplateMap, positions));
  } catch (error) {
    if (error instanceof TemplateError) throw invalidParameter(`Invalid ${error.found}; expected ${error.expected}.`);
    throw error;
  }
}

/**
 * A pool with other settings. Whatever they leave out has Cognito's default.
 *
 * @throws ServiceError `InvalidParameterException`
 */
export const withPoolSettings = (pool: PoolDefinition, settings: Settings): PoolDefinition =>
  readRequest(settings, (properties) => ({
    ...pool,
    ...readPoolSettings(properties),
    plan: planOf(properties),
    triggers: configuredFunctions(properties),
    settings,
  }));

/**
 * An app client with other settings. Whatever they leave out has Cognito's default.
 *
 * @throws ServiceError `InvalidParameterException`
 */
export const withClientSettings = (
  client: ClientDefinition,
  settings: Settings,
  { schema }: PoolDefinition,
): ClientDefinition =>
  readRequest(settings, (properties) => ({
    ...client,
    ...readClientSettings(properties, schema),
    name: String(settings['ClientName'] ?? client.name),
    settings,
  }));
