// IAM roles of a template with the statements of every policy attached to them.

import { unsupportedConditionIn } from '../iam/conditions.js';
import { globalArn } from '../model/arn.js';
import { TemplateError } from '../model/errors.js';
import type { PolicyStatement, RoleDefinition } from '../model/stack.js';
import { managedPolicy, POLICY_TEMPLATE_NAMES, policyTemplate } from './managed-policies.js';
import { asText, isTemplateMap, type TemplateMap, type TemplateValue } from './parse.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';
import { unlessUnsupported } from './unsupported.js';

interface RoleInProgress {
  readonly arn: string;
  readonly name: string;
  readonly statements: PolicyStatement[];
}

/**
 * Reads the roles that are used, including those that SAM creates for functions without a `Role`.
 *
 * @param used the ARNs of the roles to read
 * @throws TemplateError for an invalid policy
 */
export function readRoles(
  resources: Resources,
  region: string,
  used: ReadonlySet<string | undefined>,
): RoleDefinition[] {
  const customerManaged = resources.ofType('AWS::IAM::ManagedPolicy');
  const byArn = (arn: string): PolicyStatement[] => {
    const policy = customerManaged.find((one) => unlessUnsupported(() => one.identity.ref) === arn);
    if (policy !== undefined) return documentStatements(policy.properties.child('PolicyDocument'));
    return managedPolicy(arn.split('/').at(-1) ?? arn);
  };
  const declared = resources
    .ofType('AWS::IAM::Role')
    .filter((role) => used.has(arnOf(role)))
    .map((role) => declaredRole(role, byArn));
  const implicit = resources
    .ofType('AWS::Serverless::Function')
    .filter((definition) => used.has(implicitRoleArn(definition, region)) && !definition.properties.has('Role'))
    .map((definition) => implicitRole(definition, byArn, region));
  const roles = [...declared, ...implicit];
  for (const { properties } of resources.ofType(
    'AWS::IAM::Policy',
    'AWS::IAM::RolePolicy',
    'AWS::IAM::ManagedPolicy',
  )) {
    const names = unlessUnsupported(() => attachedRoles(properties));
    // A policy whose roles cannot be resolved belongs to a role of another stack.
    if (names instanceof TemplateError) continue;
    for (const { name, statements } of roles) {
      if (names.includes(name)) statements.push(...documentStatements(properties.child('PolicyDocument')));
    }
  }
  return roles;
}

/** The ARN of a role; undefined when its name cannot be resolved. */
function arnOf(role: Resource): string | undefined {
  const identity = unlessUnsupported(() => role.identity);
  return identity instanceof TemplateError ? undefined : identity.attributes['Arn'];
}

function declaredRole({ identity, properties }: Resource, byArn: (arn: string) => PolicyStatement[]): RoleInProgress {
  return {
    arn: identity.attributes['Arn'] ?? '',
    name: identity.ref,
    statements: [
      ...properties.children('Policies').flatMap((policy) => documentStatements(policy.child('PolicyDocument'))),
      ...properties.strings('ManagedPolicyArns').flatMap(byArn),
    ],
  };
}

function implicitRole(definition: Resource, byArn: (arn: string) => PolicyStatement[], region: string): RoleInProgress {
  const arn = implicitRoleArn(definition, region);
  return {
    arn,
    name: arn.split('/').at(-1) ?? '',
    statements: [...managedPolicy('AWSLambdaBasicExecutionRole'), ...samPolicies(definition.properties, byArn, region)],
  };
}

/** The names of the roles that a policy is attached to: `Roles`, or the `RoleName` of a RolePolicy. */
function attachedRoles(properties: Properties): string[] {
  if (properties.has('Roles')) return properties.strings('Roles');
  const role = properties.string('RoleName');
  return role === undefined ? [] : [role];
}

/**
 * Refuses conditions that cannot be evaluated. Ignoring one would allow too much, or deny too little; treating it as not
 * met would do the opposite.
 *
 * @throws TemplateError at the first such condition
 */
export function refuseUnsupportedConditions(roles: readonly RoleDefinition[]): void {
  for (const statement of roles.flatMap(({ statements }) => statements)) {
    const unsupported = unsupportedConditionIn(statement);
    if (statement.position === undefined || unsupported === undefined) continue;
    throw new TemplateError(
      statement.position,
      `Condition: ${unsupported}`,
      'operators and keys that the local pool can evaluate',
    );
  }
}

/** ARN of the role that SAM creates for a function without a `Role`. */
export const implicitRoleArn = ({ logicalId, stackName }: Resource, region: string): string =>
  globalArn('iam', region, `role/${stackName}-${logicalId}Role`);

/** The `Policies` of a SAM function: names, documents, statements and policy templates. */
function samPolicies(
  properties: Properties,
  byArn: (arn: string) => PolicyStatement[],
  region: string,
): PolicyStatement[] {
  return listOf(properties.map['Policies']).flatMap((policy): PolicyStatement[] => {
    if (typeof policy === 'string') return byArn(policy);
    if (!isTemplateMap(policy)) return properties.fail('Policies', 'policy names, documents or SAM policy templates');
    if (policy['Statement'] !== undefined) return readStatements(policy['Statement'], properties);
    const [name = '', argument] = Object.entries(policy)[0] ?? [];
    const value = isTemplateMap(argument) ? Object.values(argument)[0] : undefined;
    const statement = policyTemplate(name, asText(value ?? '*'), region);
    if (statement !== undefined) return [statement];
    const templates = POLICY_TEMPLATE_NAMES.join(', ');
    return properties.fail('Policies', `a Statement, a managed policy, or one of ${templates}`);
  });
}

const documentStatements = (document: Properties | undefined): PolicyStatement[] =>
  document === undefined ? [] : readStatements(document.map['Statement'], document);

function readStatements(value: TemplateValue | undefined, owner: Properties): PolicyStatement[] {
  const list = Array.isArray(value) ? value : [value].filter((statement) => statement !== undefined);
  return list.map((statement): PolicyStatement => {
    if (!isTemplateMap(statement)) return owner.fail('Statement', 'a list of statements');
    const { Effect: effect, Condition: condition } = statement;
    if (effect !== 'Allow' && effect !== 'Deny') {
      return owner.fail('Statement', 'an Effect of Allow or Deny in each statement');
    }
    return {
      effect,
      actions: texts(statement['Action']),
      notActions: texts(statement['NotAction']),
      resources: texts(statement['Resource']),
      notResources: texts(statement['NotResource']),
      conditions: readConditions(condition),
      ...(condition === undefined ? {} : { position: owner.positions.of(statement, 'Condition') }),
    };
  });
}

function readConditions(value: TemplateValue | undefined): PolicyStatement['conditions'] {
  if (!isTemplateMap(value)) return {};
  const readKeys = (keys: TemplateMap): Record<string, string[]> =>
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, texts(values)]));
  return Object.fromEntries(
    Object.entries(value).map(([operator, keys]) => [operator, readKeys((keys ?? {}) as TemplateMap)]),
  );
}

const texts = (value: TemplateValue | undefined): string[] => listOf(value).map(asText);

/** A list, or a single value as a list of one; empty when absent. */
function listOf(value: TemplateValue | undefined): TemplateValue[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}
