// Reads a template file into the definitions that the services are set up from.

import { type Position, TemplateError } from '../model/errors.js';
import type { PoolDefinition } from '../model/pool-definition.js';
import type { Stack } from '../model/stack.js';
import { functionsForPools, functionsOf, functionsWith, readFunctions, runsHere } from './functions.js';
import { readIdentityPools } from './identity-pools.js';
import { permissionNotices, tokenRotationNotices } from './notices.js';
import { readKeyAliases, readParameterStore } from './parameter-store.js';
import { readRoles, refuseUnsupportedConditions } from './policies.js';
import { readPools } from './pools.js';
import { refuseCircles } from './references.js';
import { createResources, type Resources } from './resources.js';
import { readSecrets, rotationsOf } from './secrets.js';
import { readTables } from './tables.js';
import { openTemplates } from './template-set.js';
import { checkUnrelated, readOutputs } from './unrelated.js';
import { collectUnsupported } from './unsupported-features.js';

/** The Region in the local pool's tokens and ARNs unless another is chosen. The APIs are the same in every Region. */
export const DEFAULT_REGION = 'us-east-1';

/** The options for loading a stack, in addition to its templates and parameters. */
export interface LoadOptions {
  /** Values of exports of stacks that are in no template, by name. */
  readonly imports?: Readonly<Record<string, string>>;
}

/**
 * Reads SAM or CloudFormation templates and resolves everything that concerns user pools. Nothing is started.
 *
 * @param template path of the template, or of several templates whose stacks import from each other
 * @param parameters values of the templates' parameters
 * @param region the Region to deploy to
 * @param options values of imports
 * @throws TemplateError with the position of what cannot be resolved
 * @throws UsageError when a file cannot be read or a parameter does not exist
 */
export async function loadStack(
  template: string | readonly string[],
  parameters: Readonly<Record<string, string>> = {},
  region = DEFAULT_REGION,
  { imports = {} }: LoadOptions = {},
): Promise<Stack> {
  const files = typeof template === 'string' ? [template] : template;
  const templates = openTemplates({ files, parameters, imports, region });
  for (const { resources: own } of templates) refuseCircles(own);
  const resources = createResources(templates.flatMap((one) => one.resources));
  const [first] = templates;
  const beginning: Position = first?.positions.of(first.root, 'Resources') ?? { file: '', line: 1, column: 1 };
  const pools = readPools(resources);
  if (pools.length === 0) throw new TemplateError(beginning, 'no AWS::Cognito::UserPool', 'at least one user pool');
  if (pools.every(({ clients }) => clients.length === 0)) {
    throw new TemplateError(beginning, 'no AWS::Cognito::UserPoolClient', 'at least one app client');
  }
  const arns = functionsToRun(pools, resources);
  const functions = readFunctions(resources, arns);
  const users = functionsWith(resources, arns);
  const identityPools = readIdentityPools(resources);
  const usedRoles = new Set([
    ...functions.map(({ roleArn }) => roleArn),
    ...identityPools.flatMap(({ authenticatedRole, unauthenticatedRole }) => [authenticatedRole, unauthenticatedRole]),
  ]);
  const roles = readRoles(resources, region, usedRoles);
  refuseUnsupportedConditions(roles);
  return {
    file: files[0] ?? '',
    region,
    pools,
    functions,
    otherFunctions: functionsOf(resources)
      .filter((resource) => !users.includes(resource))
      .map(({ logicalId }) => logicalId),
    tables: readTables(resources, users),
    secrets: readSecrets(resources, arns, users),
    parameters: readParameterStore(resources, users),
    keyAliases: readKeyAliases(resources, users),
    identityPools,
    roles,
    outputs: readOutputs(templates),
    notices: [...tokenRotationNotices(pools), ...permissionNotices(pools, functions)],
    unsupported: [...collectUnsupported(resources, arns), ...checkUnrelated(templates)],
  };
}

/**
 * The ARNs of the functions that run here: every trigger, functions that UpdateUserPool can make triggers, and the functions that
 * rotate secrets. A trigger that cannot
 * run is an error; a secret whose rotation function cannot run is rotated without it.
 */
function functionsToRun(pools: readonly PoolDefinition[], resources: Resources): ReadonlySet<string> {
  const triggers = pools.flatMap((pool) => Object.values(pool.triggers));
  const rotationFunctions = [...rotationsOf(resources).values()].filter((arn) => runsHere(resources, arn));
  const attachable = functionsForPools(resources, new Set(pools.map(({ arn }) => arn)));
  return new Set([...triggers, ...attachable, ...rotationFunctions]);
}
