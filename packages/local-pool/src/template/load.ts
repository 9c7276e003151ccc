import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, TemplateError, UsageError } from '../errors.js';
import { readIdentityPools, readSecrets, readTables } from './data.js';
import { readFunctions } from './functions.js';
import { noticesOf } from './notices.js';
import { readRoles } from './policies.js';
import { readPools } from './pools.js';
import { resolveResources } from './resources.js';
import { parseTemplate } from './source.js';
import type { Stack } from './stack.js';

/** Where the pool says it is. The API is the same in every Region; tokens and ARNs name this one. */
const region = 'us-east-1';

/**
 * Reads a SAM or CloudFormation template and resolves all that concerns user pools. Throws TemplateError or UsageError;
 * nothing has been started then.
 */
export async function loadStack(file: string, parameters: Readonly<Record<string, string>>): Promise<Stack> {
  const absolute = path.resolve(file);
  let text: string;
  try {
    text = await readFile(absolute, 'utf8');
  } catch (cause) {
    throw new UsageError(`The template ${file} can't be read (${messageOf(cause)}). Name one with --template FILE.`, {
      cause,
    });
  }
  const { root, positions } = parseTemplate(text, file);
  const resources = resolveResources(root, parameters, positions, region, path.basename(absolute));
  const pools = readPools(resources);
  if (pools.length === 0) {
    throw new TemplateError(positions.of(root, 'Resources'), 'no AWS::Cognito::UserPool', 'at least one user pool');
  }
  if (pools.every((pool) => pool.clients.length === 0)) {
    throw new TemplateError(
      positions.of(root, 'Resources'),
      'no AWS::Cognito::UserPoolClient',
      'at least one app client',
    );
  }
  const triggers = new Set(pools.flatMap((pool) => Object.values(pool.triggers)));
  return {
    file,
    region,
    pools,
    functions: readFunctions(resources, path.dirname(absolute), triggers),
    tables: readTables(resources),
    secrets: readSecrets(resources),
    identityPools: readIdentityPools(resources),
    roles: readRoles(resources, region),
    outputs: resources.outputs,
    notices: noticesOf(pools, resources),
  };
}
