// Resolves a template's resources and outputs.

import { type Position, TemplateError } from '../model/errors.js';
import { withGlobals } from './globals.js';
import { resolve } from './intrinsics.js';
import { resolveParameters } from './parameters.js';
import { describeValue, isTemplateMap, type Positions, type TemplateMap } from './parse.js';
import { createProperties, type Properties } from './properties.js';
import type { ResourceIdentity } from './resource-identity.js';
import { checkRules } from './rules.js';
import { createTemplateScope, type TemplateScope } from './scope.js';

/** A resource whose condition holds, with its properties resolved. */
export interface Resource {
  readonly identity: ResourceIdentity;
  readonly properties: Properties;
  /** The folder of an asset, which CDK stores in `Metadata`. */
  readonly assetPath: string | undefined;
  readonly position: Position;
}

/** The resolved resources and outputs of a template. */
export interface Resources {
  readonly all: readonly Resource[];
  /** The resources of these types, in the template's order. */
  ofType(...types: readonly string[]): Resource[];
  readonly outputs: Readonly<Record<string, string>>;
}

/** What a template is resolved with. */
export interface ResolveOptions {
  readonly root: TemplateMap;
  readonly positions: Positions;
  /** Values of the template's parameters. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly region: string;
  /** Distinguishes templates in generated names. */
  readonly seed: string;
}

/**
 * Resolves parameters, conditions, and the properties of every resource, and evaluates the rules.
 *
 * @throws TemplateError with the position of what cannot be resolved
 * @throws UsageError for a parameter that the template does not have
 */
export function resolveResources({ root, positions, parameters, region, seed }: ResolveOptions): Resources {
  const declared = root['Resources'];
  if (!isTemplateMap(declared)) {
    throw new TemplateError(positions.of(root, 'Resources'), describeValue(declared), 'a Resources section');
  }
  const values = resolveParameters(root, parameters, positions);
  const scope = createTemplateScope({ root, declared, parameters: values, positions, region, seed });
  checkRules(root, scope);
  const all = Object.keys(declared).flatMap((logicalId) =>
    scope.exists(logicalId) ? [resolveResource(logicalId, root, declared, scope)] : [],
  );
  return {
    all,
    ofType: (...types) => all.filter(({ identity }) => types.includes(identity.type)),
    outputs: resolveOutputs(root, scope),
  };
}

function resolveResource(logicalId: string, root: TemplateMap, declared: TemplateMap, scope: TemplateScope): Resource {
  const { positions } = scope;
  const resource = declared[logicalId] as TemplateMap;
  const properties = withGlobals(root, String(resource['Type']), resource['Properties'] ?? {}, positions);
  const resolved = resolve(properties, scope);
  if (!isTemplateMap(resolved)) {
    throw new TemplateError(positions.of(resource, 'Properties'), describeValue(resolved), 'a map of properties');
  }
  const position = positions.of(declared, logicalId);
  return {
    identity: scope.identityOf(logicalId, position),
    properties: createProperties(resolved, positions),
    assetPath: assetPathOf(resource),
    position,
  };
}

function assetPathOf({ Metadata: metadata }: TemplateMap): string | undefined {
  const path = isTemplateMap(metadata) ? metadata['aws:asset:path'] : undefined;
  return typeof path === 'string' ? path : undefined;
}

function resolveOutputs(root: TemplateMap, scope: TemplateScope): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(isTemplateMap(root['Outputs']) ? root['Outputs'] : {})) {
    if (!isTemplateMap(output)) continue;
    const condition = output['Condition'];
    if (typeof condition === 'string' && !scope.condition(condition, scope.positions.of(output))) continue;
    outputs[name] = String(resolve(output['Value'] ?? null, scope) ?? '');
  }
  return outputs;
}
