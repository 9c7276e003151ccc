import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, TemplateError, UsageError } from '../model/errors.js';
import type { Stack } from '../model/stack.js';
import { readIdentityPools, readSecrets, readTables, rotationsOf } from './data.js';
import { readFunctions, runsHere } from './functions.js';
import { collectNotices } from './notices.js';
import { readRoles, refuseUnknownConditions } from './policies.js';
import { readPools } from './pools.js';
import { resolveResources } from './resources.js';
import { parseTemplate } from './source.js';

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
  const triggers = pools.flatMap((pool) => Object.values(pool.triggers));
  // A trigger that can't run is an error; a secret whose function can't is rotated without it.
  const rotating = [...rotationsOf(resources).values()].filter((arn) => runsHere(resources, arn));
  const functions = readFunctions(resources, path.dirname(absolute), new Set([...triggers, ...rotating]));
  const identityPools = readIdentityPools(resources);
  const roles = readRoles(resources, region);
  const taken = new Set([
    ...functions.map(({ roleArn }) => roleArn),
    ...identityPools.flatMap((pool) => [pool.authenticatedRole, pool.unauthenticatedRole]),
  ]);
  refuseUnknownConditions(roles.filter(({ arn }) => taken.has(arn)));
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
