import { type Position, TemplateError } from '../model/errors.js';
import { ACCOUNT_ID, STACK_NAME } from '../model/identifiers.js';
import { identifyResource, nameProperty, type ResourceIdentity } from './identities.js';
import { type IntrinsicScope, resolve } from './intrinsics.js';
import { type ParameterValue, resolveParameters } from './parameters.js';
import { Properties } from './properties.js';
import { describeValue, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './source.js';

/** One resource whose condition holds, with its properties resolved. */
export interface Resource {
  readonly identity: ResourceIdentity;
  readonly properties: Properties;
  /** Of `Metadata`, where CDK writes down which local folder an asset is. */
  readonly assetPath: string | null;
  readonly position: Position;
}

export interface Resources {
  readonly all: readonly Resource[];
  ofType(...types: string[]): Resource[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly positions: Positions;
}

/** Resolves parameters, conditions and every resource's properties. `seed` tells templates apart in generated names. */
export function resolveResources(
  root: TemplateMap,
  given: Readonly<Record<string, string>>,
  positions: Positions,
  region: string,
  seed: string,
): Resources {
  const declared = root['Resources'];
  if (!isTemplateMap(declared)) {
    throw new TemplateError(positions.of(root, 'Resources'), describeValue(declared), 'a Resources section');
  }
  const scope = new TemplateScope(root, declared, resolveParameters(root, given, positions), positions, region, seed);
  const resources: Resource[] = [];
  for (const logicalId of Object.keys(declared)) {
    if (!scope.exists(logicalId)) continue;
    const resource = declared[logicalId] as TemplateMap;
    const raw = withGlobals(root, String(resource['Type']), resource['Properties'] ?? {}, positions);
    const resolved = resolve(raw, scope);
    if (!isTemplateMap(resolved)) {
      throw new TemplateError(positions.of(resource, 'Properties'), describeValue(resolved), 'a map of properties');
    }
    resources.push({
      identity: scope.identityOf(logicalId, positions.of(declared, logicalId)),
      properties: new Properties(resolved, positions),
      assetPath: assetPathOf(resource),
      position: positions.of(declared, logicalId),
    });
  }
  const outputs: Record<string, string> = {};
  for (const [name, output] of Object.entries(isTemplateMap(root['Outputs']) ? root['Outputs'] : {})) {
    if (!isTemplateMap(output)) continue;
    if (typeof output['Condition'] === 'string' && !scope.condition(output['Condition'], positions.of(output)))
      continue;
    outputs[name] = String(resolve(output['Value'] ?? null, scope) ?? '');
  }
  return {
    all: resources,
    ofType: (...types) => resources.filter((one) => types.includes(one.identity.type)),
    outputs,
    positions,
  };
}

function assetPathOf(resource: TemplateMap): string | null {
  const path = isTemplateMap(resource['Metadata']) ? resource['Metadata']['aws:asset:path'] : undefined;
  return typeof path === 'string' ? path : null;
}

class TemplateScope implements IntrinsicScope {
  readonly positions: Positions;
  readonly #root: TemplateMap;
  readonly #declared: TemplateMap;
  readonly #parameters: Map<string, ParameterValue>;
  readonly #region: string;
  readonly #seed: string;
  readonly #conditions = new Map<string, boolean | 'evaluating'>();
  readonly #identities = new Map<string, ResourceIdentity | 'naming'>();

  constructor(
    root: TemplateMap,
    declared: TemplateMap,
    parameters: Map<string, ParameterValue>,
    positions: Positions,
    region: string,
    seed: string,
  ) {
    this.#root = root;
    this.#declared = declared;
    this.#parameters = parameters;
    this.positions = positions;
    this.#region = region;
    this.#seed = seed;
  }

  /** Whether a resource is declared and its condition holds. */
  exists(logicalId: string): boolean {
    const resource = this.#declared[logicalId];
    if (!isTemplateMap(resource) || typeof resource['Type'] !== 'string') {
      const at = this.positions.of(this.#declared, logicalId);
      throw new TemplateError(at, describeValue(resource), `a resource with a Type for ${logicalId}`);
    }
    const condition = resource['Condition'];
    return condition === undefined || this.condition(String(condition), this.positions.of(resource, 'Condition'));
  }

  identityOf(logicalId: string, at: Position): ResourceIdentity {
    const known = this.#identities.get(logicalId);
    if (known === 'naming') throw new TemplateError(at, `a name of ${logicalId} that depends on itself`, 'no circle');
    if (known !== undefined) return known;
    const owner = logicalId.endsWith('Role') ? this.#declared[logicalId.slice(0, -'Role'.length)] : undefined;
    if (!Object.hasOwn(this.#declared, logicalId) && isTemplateMap(owner)) {
      // The role that SAM makes for a function that names none.
      const identity = identifyResource(
        'AWS::IAM::Role',
        logicalId,
        `${STACK_NAME}-${logicalId}`,
        this.#region,
        this.#seed,
      );
      this.#identities.set(logicalId, identity);
      return identity;
    }
    const resource = this.#declared[logicalId] as TemplateMap;
    const type = String(resource['Type']);
    const key = nameProperty(type);
    const properties = resource['Properties'];
    this.#identities.set(logicalId, 'naming');
    const raw = key !== undefined && isTemplateMap(properties) ? properties[key] : undefined;
    const name = raw === undefined ? undefined : resolve(raw, this);
    if (name !== undefined && typeof name !== 'string') {
      throw new TemplateError(this.positions.of(properties as TemplateMap, key), describeValue(name), 'a name');
    }
    const identity = identifyResource(type, logicalId, name, this.#region, this.#seed);
    this.#identities.set(logicalId, identity);
    return identity;
  }

  ref(name: string, at: Position): TemplateValue | undefined {
    switch (name) {
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::Region':
        return this.#region;
      case 'AWS::AccountId':
        return ACCOUNT_ID;
      case 'AWS::Partition':
        return 'aws';
      case 'AWS::URLSuffix':
        return 'amazonaws.com';
      case 'AWS::StackName':
        return STACK_NAME;
      case 'AWS::StackId':
        return `arn:aws:cloudformation:${this.#region}:${ACCOUNT_ID}:stack/${STACK_NAME}/${this.#seed}`;
      case 'AWS::NotificationARNs':
        return [];
    }
    const parameter = this.#parameters.get(name);
    if (parameter !== undefined) return parameter;
    const [logicalId = name, part] = name.split('.');
    if (part === 'Alias' || part === 'Version') return this.getAtt(logicalId, 'Arn', at);
    return this.#existing(name, at).ref;
  }

  getAtt(logicalId: string, attribute: string, at: Position): TemplateValue {
    const identity = this.#existing(logicalId, at);
    const value = identity.attributes[attribute];
    if (value !== undefined) return value;
    if (attribute.startsWith('Outputs.') || !known.has(identity.type)) return `${identity.ref}.${attribute}`;
    throw new TemplateError(at, `${logicalId}.${attribute}`, `one of ${Object.keys(identity.attributes).join(', ')}`);
  }

  condition(name: string, at: Position): boolean {
    const value = this.#conditions.get(name);
    if (value === 'evaluating') throw new TemplateError(at, `a condition ${name} that depends on itself`, 'no circle');
    if (value !== undefined) return value;
    const declared = isTemplateMap(this.#root['Conditions']) ? this.#root['Conditions'] : {};
    if (!Object.hasOwn(declared, name)) {
      throw new TemplateError(
        at,
        `the condition ${name}`,
        `one of ${Object.keys(declared).join(', ') || '(none declared)'}`,
      );
    }
    this.#conditions.set(name, 'evaluating');
    const result = resolve(declared[name] as TemplateValue, this);
    if (typeof result !== 'boolean') throw new TemplateError(at, describeValue(result), `${name} to be true or false`);
    this.#conditions.set(name, result);
    return result;
  }

  findInMap(map: string, first: string, second: string): TemplateValue | undefined {
    const mappings = this.#root['Mappings'];
    const one = isTemplateMap(mappings) ? mappings[map] : undefined;
    const row = isTemplateMap(one) ? one[first] : undefined;
    return isTemplateMap(row) ? row[second] : undefined;
  }

  #existing(logicalId: string, at: Position): ResourceIdentity {
    const implicitRole =
      logicalId.endsWith('Role') && Object.hasOwn(this.#declared, logicalId.slice(0, -'Role'.length));
    if (!Object.hasOwn(this.#declared, logicalId) && !implicitRole) {
      throw new TemplateError(at, `a reference to ${logicalId}`, 'a parameter or resource of this template');
    }
    if (Object.hasOwn(this.#declared, logicalId) && !this.exists(logicalId)) {
      throw new TemplateError(at, `a reference to ${logicalId}, whose condition is false`, 'a resource that exists');
    }
    return this.identityOf(logicalId, at);
  }
}

/** Types whose attributes are all known, so that a misspelt one is an error rather than a guess. */
const known = new Set([
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Serverless::Function',
  'AWS::Lambda::Function',
  'AWS::DynamoDB::Table',
  'AWS::Serverless::SimpleTable',
  'AWS::SecretsManager::Secret',
  'AWS::IAM::Role',
]);

/** SAM's `Globals`: maps are merged, lists joined, single values overridden by the resource's own. */
function withGlobals(root: TemplateMap, type: string, own: TemplateValue, positions: Positions): TemplateValue {
  const section = { 'AWS::Serverless::Function': 'Function', 'AWS::Serverless::SimpleTable': 'SimpleTable' }[type];
  const globals = isTemplateMap(root['Globals']) && section !== undefined ? root['Globals'][section] : undefined;
  return isTemplateMap(globals) ? merge(globals, own, positions) : own;
}

function merge(base: TemplateValue, own: TemplateValue, positions: Positions): TemplateValue {
  if (Array.isArray(base) && Array.isArray(own)) return [...base, ...own];
  if (!isTemplateMap(base) || !isTemplateMap(own) || isIntrinsic(base) || isIntrinsic(own)) return own;
  const merged: TemplateMap = Object.create(null) as TemplateMap;
  Object.assign(merged, base, own);
  for (const key of Object.keys(base)) {
    if (own[key] !== undefined) merged[key] = merge(base[key] as TemplateValue, own[key], positions);
  }
  positions.copy(own, merged);
  return merged;
}

const isIntrinsic = (map: TemplateMap): boolean => {
  const keys = Object.keys(map);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::') === true);
};
