// The resources of a template, whose properties are resolved when they are first read.

import { type Position, TemplateError } from '../model/errors.js';
import { withGlobals } from './globals.js';
import { refuseMacros, resolve } from './intrinsics.js';
import {
  asText,
  createTemplateMap,
  describeValue,
  isTemplateMap,
  type TemplateMap,
  type TemplateValue,
} from './parse.js';
import { createProperties, type Properties } from './properties.js';
import { type Reference, referencesIn } from './reference-search.js';
import type { ResourceIdentity } from './resource-identity.js';
import type { TemplateScope } from './scope.js';

/**
 * A resource whose condition holds. Its names and properties are resolved when they are read, so that a resource that no
 * user pool needs may use what the local pool does not support.
 */
export interface Resource {
  readonly type: string;
  readonly logicalId: string;
  /** @throws TemplateError when the resource's name cannot be resolved */
  readonly identity: ResourceIdentity;
  /** Each property is resolved by itself. Reading one throws TemplateError when it cannot be resolved. */
  readonly properties: Properties;
  /** The unresolved `Metadata`: build instructions of SAM and CDK. */
  readonly metadata: TemplateMap;
  readonly position: Position;
  /** The folder of the template, which paths are relative to. */
  readonly directory: string;
  /** The stack that the resource belongs to. */
  readonly stackName: string;
  /**
   * Resolves every property.
   *
   * @throws TemplateError with the position of the value that cannot be resolved
   */
  resolveAll(): TemplateMap;
  /** The names that its unresolved properties refer to, and those in `DependsOn`. */
  references(): Reference[];
}

/** The resources of all templates. */
export interface Resources {
  readonly all: readonly Resource[];
  /** The resources of these types, in the template's order. */
  ofType(...types: readonly string[]): Resource[];
}

/** Groups resources by their types. */
export const createResources = (all: readonly Resource[]): Resources => ({
  all,
  ofType: (...types) => all.filter(({ type }) => types.includes(type)),
});

/** The input from which a resource is created. */
export interface ResourceOptions {
  readonly root: TemplateMap;
  /** The template's `Resources` section. */
  readonly declared: TemplateMap;
  readonly logicalId: string;
  readonly scope: TemplateScope;
  readonly directory: string;
  readonly stackName: string;
}

/** Creates a resource. Nothing is resolved yet. */
export function createResource(options: ResourceOptions): Resource {
  const { root, declared, logicalId, scope, directory, stackName } = options;
  const { positions } = scope;
  const resource = declared[logicalId] as TemplateMap;
  const type = asText(resource['Type']);
  const position = positions.of(declared, logicalId);
  let properties: Properties | undefined;

  const asMap = (value: TemplateValue | undefined): TemplateMap => {
    if (isTemplateMap(value)) return value;
    throw new TemplateError(positions.of(resource, 'Properties'), describeValue(value), 'a map of properties');
  };
  const source = (): TemplateValue => withGlobals(root, type, resource['Properties'] ?? createTemplateMap(), positions);

  return {
    type,
    logicalId,
    position,
    directory,
    stackName,
    get identity() {
      return scope.identityOf(logicalId, position);
    },
    get properties() {
      if (properties === undefined) {
        const written = asMap(source());
        refuseMacros(written, positions);
        const map = isFunctionCall(written) ? asMap(resolve(written, scope)) : resolveLazily(written, scope);
        properties = createProperties(map, positions);
      }
      return properties;
    },
    metadata: isTemplateMap(resource['Metadata']) ? resource['Metadata'] : createTemplateMap(),
    references: () => [
      ...referencesIn(
        withoutEvents(source()),
        (container) => positions.of(container),
        (condition) => holds(condition, scope, position),
      ),
      ...dependsOn(resource).map((name) => ({ logicalId: name, position: positions.of(resource, 'DependsOn') })),
    ],
    resolveAll: () => asMap(resolve(source(), scope)),
  };
}

/** A function's properties without its events: SAM turns those into other resources, which depend on the function. */
function withoutEvents(properties: TemplateValue): TemplateValue {
  if (!isTemplateMap(properties) || properties['Events'] === undefined) return properties;
  const { Events: _events, ...others } = properties;
  return others;
}

/** Whether a condition holds; undefined when it cannot be evaluated. */
function holds(condition: string, scope: TemplateScope, at: Position): boolean | undefined {
  try {
    return scope.condition(condition, at);
  } catch {
    return undefined;
  }
}

function dependsOn({ DependsOn: names }: TemplateMap): string[] {
  if (names === undefined || names === null) return [];
  return (Array.isArray(names) ? names : [names]).map(asText);
}

/** Whether a map is a call of an intrinsic function, such as `Fn::If`, instead of properties. */
function isFunctionCall(map: TemplateMap): boolean {
  const [name, ...others] = Object.keys(map);
  return others.length === 0 && name !== undefined && (name === 'Ref' || name.startsWith('Fn::'));
}

/** A map that resolves each entry when it is first read. */
function resolveLazily(source: TemplateMap, scope: TemplateScope): TemplateMap {
  const map = createTemplateMap();
  for (const [key, entry] of Object.entries(source)) {
    let resolved: { readonly value: TemplateValue | undefined } | undefined;
    Object.defineProperty(map, key, {
      enumerable: true,
      get: () => {
        resolved ??= { value: resolve(entry, scope) };
        return resolved.value;
      },
    });
  }
  scope.positions.copy(source, map);
  return map;
}
