// Lambda functions of a template: their settings, and the permissions to invoke them.

import { TemplateError } from '../model/errors.js';
import type { FunctionDefinition, InvokePermission } from '../model/function-definition.js';
import { readCode, withHandler } from './function-code.js';
import { implicitRoleArn } from './policies.js';
import { unqualified } from './resource-identity.js';
import type { Resource, Resources } from './resources.js';
import { cognitoEvents } from './trigger-attachments.js';
import { unlessUnsupported } from './unsupported.js';

const FUNCTION_TYPES = ['AWS::Serverless::Function', 'AWS::Lambda::Function'] as const;

/** The functions of the template. */
export const functionsOf = (resources: Resources): Resource[] => resources.ofType(...FUNCTION_TYPES);

/**
 * The ARN of the function with a name or ARN, without its alias or version; undefined for a function that is in no
 * template.
 */
export function functionArn(resources: Resources, nameOrArn: string): string | undefined {
  const wanted = unqualified(nameOrArn);
  return functionsOf(resources)
    .map(namesOf)
    .find((names) => names?.arn === wanted || names?.name === wanted)?.arn;
}

/** A function's name and ARN; undefined when its name cannot be resolved. */
function namesOf(resource: Resource): { readonly name: string; readonly arn: string } | undefined {
  const identity = unlessUnsupported(() => resource.identity);
  return identity instanceof TemplateError ? undefined : { name: identity.ref, arn: identity.attributes['Arn'] ?? '' };
}

/** The functions with these ARNs. */
export const functionsWith = (resources: Resources, arns: ReadonlySet<string>): Resource[] =>
  functionsOf(resources).filter((resource) => arns.has(namesOf(resource)?.arn ?? ''));

/** Whether a function is in a template and runs on Node. */
export function runsHere(resources: Resources, arn: string): boolean {
  const resource = functionsOf(resources).find((one) => namesOf(one)?.arn === arn);
  return resource?.properties.string('Runtime')?.startsWith('nodejs') === true;
}

/**
 * Reads functions and finds their code.
 *
 * @param arns the functions to read
 * @throws TemplateError when a function does not run on Node or its code is missing
 */
export function readFunctions(resources: Resources, arns: ReadonlySet<string>): FunctionDefinition[] {
  const permissions = invokePermissions(resources);
  const logicalIds = new Map<string, number>();
  return functionsWith(resources, arns).map((resource) => {
    const { logicalId } = resource;
    const count = (logicalIds.get(logicalId) ?? 0) + 1;
    logicalIds.set(logicalId, count);
    const definition = readFunction(resource, permissions);
    // Functions of different stacks may have the same logical id.
    return count === 1 ? definition : { ...definition, logicalId: `${logicalId}-${count}` };
  });
}

function readFunction(
  resource: Resource,
  permissions: ReadonlyMap<string, readonly InvokePermission[]>,
): FunctionDefinition {
  const { identity, properties, position } = resource;
  const runtime = properties.string('Runtime');
  if (properties.string('PackageType') === 'Image') {
    properties.fail('PackageType', 'Zip, since the local pool does not run container images');
  }
  if (runtime !== undefined && !runtime.startsWith('nodejs')) {
    properties.fail('Runtime', "a nodejs runtime, since the local pool runs functions on this machine's Node");
  }
  const handler = properties.requiredString('Handler', `a handler such as index.handler for ${identity.logicalId}`);
  const code = withHandler(resource, handler, readCode(resource));
  const arn = identity.attributes['Arn'] ?? '';
  const [, , , region = ''] = arn.split(':');
  return {
    logicalId: identity.logicalId,
    name: identity.ref,
    arn,
    code,
    handler,
    runtime,
    timeoutSeconds: properties.number('Timeout', 1, 900) ?? 3,
    memoryMegabytes: properties.number('MemorySize', 128, 10_240) ?? 128,
    environment: properties.child('Environment')?.texts('Variables') ?? {},
    roleArn: properties.string('Role') ?? implicitRoleArn(resource, region),
    logGroup: properties.child('LoggingConfig')?.string('LogGroup') ?? `/aws/lambda/${identity.ref}`,
    permissions: permissions.get(arn) ?? [],
    position,
  };
}

/**
 * The ARNs of functions that Cognito may invoke for one of these pools, so that UpdateUserPool can make triggers of them.
 *
 * @param poolArns the ARNs of the pools
 */
export function functionsForPools(resources: Resources, poolArns: ReadonlySet<string>): string[] {
  return [...invokePermissions(resources)]
    .filter(([, permissions]) =>
      permissions.some(
        ({ principal, sourceArn }) => principal === 'cognito-idp.amazonaws.com' && poolArns.has(sourceArn ?? ''),
      ),
    )
    .map(([arn]) => arn)
    .filter((arn) => runsHere(resources, arn));
}

/** The permissions to invoke each function, by the function's ARN. */
function invokePermissions(resources: Resources): Map<string, InvokePermission[]> {
  const permissions = new Map<string, InvokePermission[]>();
  const add = (target: string, permission: InvokePermission): void => {
    permissions.set(target, [...(permissions.get(target) ?? []), permission]);
  };
  for (const { properties } of resources.ofType('AWS::Lambda::Permission')) {
    const target = unlessUnsupported(() =>
      functionArn(resources, properties.requiredString('FunctionName', 'the function that may be invoked')),
    );
    if (target === undefined || target instanceof TemplateError) continue;
    const action = properties.string('Action') ?? '';
    if (action !== 'lambda:InvokeFunction' && action !== 'lambda:*') continue;
    const principal = unlessUnsupported(() => properties.string('Principal') ?? '');
    // A permission that cannot be resolved names a source in another stack, so it is not for a pool of these templates.
    const sourceArn = unlessUnsupported(() => properties.string('SourceArn'));
    if (principal instanceof TemplateError || sourceArn instanceof TemplateError) continue;
    add(target, { principal, sourceArn });
  }
  for (const resource of resources.ofType('AWS::Serverless::Function')) {
    // SAM creates the permission together with an event of this type.
    if (cognitoEvents(resource).length > 0) {
      add(resource.identity.attributes['Arn'] ?? '', { principal: 'cognito-idp.amazonaws.com', sourceArn: undefined });
    }
  }
  for (const { properties } of resources.ofType('Custom::CognitoUserPool')) {
    // The handler of the custom resource adds the permission together with the trigger.
    const target = functionArn(resources, properties.string('FunctionName') ?? '');
    if (target !== undefined) add(target, { principal: 'cognito-idp.amazonaws.com', sourceArn: undefined });
  }
  return permissions;
}
