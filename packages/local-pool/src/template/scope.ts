// The scope in which a template's intrinsic functions are resolved: parameters, conditions, mappings and the names of
// resources.

import { partitionOf, regionalArn, urlSuffixOf } from '../model/arn.js';
import { type Position, TemplateError } from '../model/errors.js';
import { ACCOUNT_ID } from '../model/identifiers.js';
import { type IntrinsicScope, resolve } from './intrinsics.js';
import type { ParameterValue } from './parameters.js';
import { asText, describeValue, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './parse.js';
import { identifyResource, nameProperty, type ResourceIdentity } from './resource-identity.js';

/** Types whose attributes are all known, so that a misspelled attribute is an error instead of a made-up value. */
const TYPES_WITH_KNOWN_ATTRIBUTES: ReadonlySet<string> = new Set([
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Serverless::Function',
  'AWS::Lambda::Function',
  'AWS::DynamoDB::Table',
  'AWS::Serverless::SimpleTable',
  'AWS::SecretsManager::Secret',
  'AWS::IAM::Role',
]);

/** What a scope is created from. */
export interface ScopeOptions {
  readonly root: TemplateMap;
  /** The template's `Resources` section. */
  readonly declared: TemplateMap;
  /** For a value of a nested stack's parameter that could not be resolved, this is the error. */
  readonly parameters: ReadonlyMap<string, ParameterValue | TemplateError>;
  readonly positions: Positions;
  readonly region: string;
  /** Distinguishes templates in generated names. */
  readonly seed: string;
  readonly stackName: string;
  /** The value of another stack's export. */
  readonly importValue: IntrinsicScope['importValue'];
  /** An output of a nested stack; undefined when its template is not on this machine. */
  readonly nestedOutput: (logicalId: string, output: string, at: Position) => TemplateValue | undefined;
}

/** A template's scope. Every method throws TemplateError. */
export interface TemplateScope extends IntrinsicScope {
  /** Whether a resource's condition holds. */
  exists(logicalId: string): boolean;
  /** A resource's names. */
  identityOf(logicalId: string, at: Position): ResourceIdentity;
}

/** Creates the scope of a template. Conditions and names are resolved when they are first used. */
export function createTemplateScope(options: ScopeOptions): TemplateScope {
  const { root, declared, parameters, positions } = options;
  const pseudoParameters = createPseudoParameters(options);
  const isDeclared = (logicalId: string): boolean => Object.hasOwn(declared, logicalId);

  const exists = (logicalId: string): boolean => {
    const resource = declared[logicalId];
    if (!isTemplateMap(resource) || typeof resource['Type'] !== 'string') {
      const at = positions.of(declared, logicalId);
      throw new TemplateError(at, describeValue(resource), `a resource with a Type for ${logicalId}`);
    }
    const condition = resource['Condition'];
    return condition === undefined || scope.condition(asText(condition), positions.of(resource, 'Condition'));
  };

  /** The role that SAM creates for a function without a `Role`: `<function>Role`. */
  const isImplicitRole = (logicalId: string): boolean =>
    !isDeclared(logicalId) && logicalId.endsWith('Role') && isDeclared(logicalId.slice(0, -'Role'.length));

  const identityOf = createIdentities(options, (value) => resolve(value, scope));

  const referenced = (logicalId: string, at: Position): ResourceIdentity => {
    if (!isDeclared(logicalId) && !isImplicitRole(logicalId)) {
      throw new TemplateError(at, `a reference to ${logicalId}`, 'a parameter or resource of this template');
    }
    if (isDeclared(logicalId) && !exists(logicalId)) {
      throw new TemplateError(at, `a reference to ${logicalId}, whose condition is false`, 'a resource that exists');
    }
    return identityOf(logicalId, at);
  };

  const scope: TemplateScope = {
    positions,
    importValue: options.importValue,
    exists,
    identityOf,
    condition: createConditions(root, (value) => resolve(value, scope)),
    ref(name, at) {
      if (name === 'AWS::NoValue') return undefined;
      const value = pseudoParameters.get(name) ?? parameters.get(name);
      if (value instanceof TemplateError) throw value;
      if (value !== undefined) return value;
      const [logicalId = name, suffix] = name.split('.');
      if (suffix === 'Alias' || suffix === 'Version') return scope.getAtt(logicalId, 'Arn', at);
      const aliased = isDeclared(name) ? undefined : functionOfImplicitAlias(name, declared);
      if (aliased !== undefined) return scope.getAtt(aliased, 'Arn', at);
      return referenced(name, at).ref;
    },
    getAtt(logicalId, attribute, at) {
      const { type, ref, attributes } = referenced(logicalId, at);
      const value = Object.hasOwn(attributes, attribute) ? attributes[attribute] : undefined;
      if (value !== undefined) return value;
      if (attribute.startsWith('Outputs.')) {
        const output = options.nestedOutput(logicalId, attribute.slice('Outputs.'.length), at);
        if (output !== undefined) return output;
      }
      if (attribute.startsWith('Outputs.') || !TYPES_WITH_KNOWN_ATTRIBUTES.has(type)) return `${ref}.${attribute}`;
      throw new TemplateError(at, `${logicalId}.${attribute}`, `one of ${Object.keys(attributes).join(', ')}`);
    },
    findInMap(map, first, second) {
      const mappings = root['Mappings'];
      const topLevel = isTemplateMap(mappings) ? mappings[map] : undefined;
      const secondLevel = isTemplateMap(topLevel) ? topLevel[first] : undefined;
      return isTemplateMap(secondLevel) ? secondLevel[second] : undefined;
    },
  };
  return scope;
}

/**
 * The function whose alias SAM names `<function>Alias<name>`, because the function has an `AutoPublishAlias`.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
function functionOfImplicitAlias(name: string, declared: TemplateMap): string | undefined {
  return Object.keys(declared).find((logicalId) => {
    const resource = declared[logicalId];
    return (
      name.startsWith(`${logicalId}Alias`) &&
      isTemplateMap(resource) &&
      resource['Type'] === 'AWS::Serverless::Function'
    );
  });
}

/** Names resources, each once. A resource that is not declared is a role that SAM creates. */
function createIdentities(
  { declared, positions, region, seed, stackName }: ScopeOptions,
  resolveValue: ValueResolver,
): TemplateScope['identityOf'] {
  const identities = new Map<string, ResourceIdentity | 'naming'>();

  const declaredName = (resource: TemplateMap): string | undefined => {
    const key = nameProperty(asText(resource['Type']));
    const properties = resource['Properties'];
    const value = key !== undefined && isTemplateMap(properties) ? properties[key] : undefined;
    const name = value === undefined ? undefined : resolveValue(value);
    if (name === undefined || typeof name === 'string') return name;
    throw new TemplateError(positions.of(properties as TemplateMap, key), describeValue(name), 'a name');
  };

  /** The function of an alias or version. */
  const functionNameOf = (resource: TemplateMap): string | undefined => {
    const type = resource['Type'];
    const properties = resource['Properties'];
    if ((type !== 'AWS::Lambda::Alias' && type !== 'AWS::Lambda::Version') || !isTemplateMap(properties))
      return undefined;
    const name = resolveValue(properties['FunctionName'] ?? null);
    if (typeof name === 'string') return name;
    throw new TemplateError(
      positions.of(properties, 'FunctionName'),
      describeValue(name),
      'the name or Arn of a function',
    );
  };

  const nameResource = (logicalId: string): ResourceIdentity => {
    const resource = declared[logicalId] as TemplateMap | undefined;
    if (resource === undefined) {
      return identifyResource({
        type: 'AWS::IAM::Role',
        logicalId,
        name: `${stackName}-${logicalId}`,
        region,
        seed,
        stackName,
      });
    }
    return identifyResource({
      type: asText(resource['Type']),
      logicalId,
      name: declaredName(resource),
      functionName: functionNameOf(resource),
      region,
      seed,
      stackName,
    });
  };

  return (logicalId, at) => {
    const known = identities.get(logicalId);
    if (known === 'naming') {
      throw new TemplateError(
        at,
        `a name of ${logicalId} that depends on itself`,
        'a name without a circular reference',
      );
    }
    if (known !== undefined) return known;
    identities.set(logicalId, 'naming');
    const identity = nameResource(logicalId);
    identities.set(logicalId, identity);
    return identity;
  };
}

type ValueResolver = (value: TemplateValue) => TemplateValue | undefined;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html */
const createPseudoParameters = ({ region, seed, stackName }: ScopeOptions): ReadonlyMap<string, TemplateValue> =>
  new Map<string, TemplateValue>([
    ['AWS::Region', region],
    ['AWS::AccountId', ACCOUNT_ID],
    ['AWS::Partition', partitionOf(region)],
    ['AWS::URLSuffix', urlSuffixOf(region)],
    ['AWS::StackName', stackName],
    ['AWS::StackId', regionalArn('cloudformation', region, `stack/${stackName}/${seed}`)],
    ['AWS::NotificationARNs', []],
  ]);

/** Evaluates the template's conditions, each once. */
function createConditions(root: TemplateMap, resolveValue: ValueResolver): IntrinsicScope['condition'] {
  const declared = isTemplateMap(root['Conditions']) ? root['Conditions'] : {};
  const results = new Map<string, boolean | 'evaluating'>();
  return (name, at) => {
    const known = results.get(name);
    if (known === 'evaluating') {
      throw new TemplateError(
        at,
        `a condition ${name} that depends on itself`,
        'a condition without a circular reference',
      );
    }
    if (known !== undefined) return known;
    if (!Object.hasOwn(declared, name)) {
      const names = Object.keys(declared).join(', ') || '(none declared)';
      throw new TemplateError(at, `the condition ${name}`, `one of ${names}`);
    }
    results.set(name, 'evaluating');
    const result = resolveValue(declared[name] as TemplateValue);
    if (typeof result !== 'boolean') {
      throw new TemplateError(at, describeValue(result), `${name} to be true or false`);
    }
    results.set(name, result);
    return result;
  };
}
