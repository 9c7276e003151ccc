// Reads a template file into the definitions that the services are set up from.

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, TemplateError, UsageError } from '../model/errors.js';
import type { PoolDefinition, Stack } from '../model/stack.js';
import { readFunctions, runsHere } from './functions.js';
import { readIdentityPools } from './identity-pools.js';
import { collectNotices } from './notices.js';
import { parseTemplate } from './parse.js';
import { readRoles, refuseUnsupportedConditions } from './policies.js';
import { readPools } from './pools.js';
import { type Resources, resolveResources } from './resources.js';
import { readSecrets, rotationsOf } from './secrets.js';
import { readTables } from './tables.js';

/** The Region in the local pool's tokens and ARNs unless another is chosen. The APIs are the same in every Region. */
export const DEFAULT_REGION = 'us-east-1';

/**
 * Reads a SAM or CloudFormation template and resolves everything that concerns user pools. Nothing is started.
 *
 * @param file path of the template
 * @param parameters values of the template's parameters
 * @param region the Region to deploy to
 * @throws TemplateError with the position of what cannot be resolved
 * @throws UsageError when the file cannot be read or a parameter does not exist
 */
export async function loadStack(
  file: string,
  parameters: Readonly<Record<string, string>> = {},
  region = DEFAULT_REGION,
): Promise<Stack> {
  const absolute = path.resolve(file);
  const { root, positions } = parseTemplate(await readTemplate(absolute, file), file);
  const seed = path.basename(absolute);
  const resources = resolveResources({ root, positions, parameters, region, seed });
  const pools = readPools(resources);
  if (pools.length === 0) {
    throw new TemplateError(positions.of(root, 'Resources'), 'no AWS::Cognito::UserPool', 'at least one user pool');
  }
  if (pools.every(({ clients }) => clients.length === 0)) {
    const at = positions.of(root, 'Resources');
    throw new TemplateError(at, 'no AWS::Cognito::UserPoolClient', 'at least one app client');
  }
  const functions = readFunctions(resources, path.dirname(absolute), functionsToRun(pools, resources));
  const identityPools = readIdentityPools(resources);
  const roles = readRoles(resources, region);
  const usedRoles = new Set([
    ...functions.map(({ roleArn }) => roleArn),
    ...identityPools.flatMap(({ authenticatedRole, unauthenticatedRole }) => [authenticatedRole, unauthenticatedRole]),
  ]);
  refuseUnsupportedConditions(roles.filter(({ arn }) => usedRoles.has(arn)));
  return {
    file,
    region,
    pools,
    functions,
    tables: readTables(resources),
    secrets: readSecrets(resources, new Set(functions.map(({ arn }) => arn))),
    identityPools,
    roles,
    outputs: resources.outputs,
    notices: collectNotices(pools, resources),
  };
}

async function readTemplate(absolute: string, file: string): Promise<string> {
  try {
    return await readFile(absolute, 'utf8');
  } catch (cause) {
    const message = `The template ${file} can't be read (${messageOf(cause)}). Name a template with --template FILE.`;
    throw new UsageError(message, { cause });
  }
}

/**
 * The ARNs of the functions that run here: every trigger, and the functions that rotate secrets. A trigger that cannot
 * run is an error; a secret whose rotation function cannot run is rotated without it.
 */
function functionsToRun(pools: readonly PoolDefinition[], resources: Resources): ReadonlySet<string> {
  const triggers = pools.flatMap((pool) => Object.values(pool.triggers));
  const rotationFunctions = [...rotationsOf(resources).values()].filter((arn) => runsHere(resources, arn));
  return new Set([...triggers, ...rotationFunctions]);
}
