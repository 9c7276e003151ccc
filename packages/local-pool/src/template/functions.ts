import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { TemplateError } from '../model/errors.js';
import type { FunctionCode, FunctionDefinition, InvokePermission } from '../model/stack.js';
import { implicitRoleArn } from './policies.js';
import type { Resource, Resources } from './resources.js';
import { isTemplateMap } from './source.js';

const handlerExtensions = ['.js', '.mjs', '.cjs'];

/** The wanted functions of the template, by ARN, each with its code found on disk. */
export function readFunctions(
  resources: Resources,
  directory: string,
  wanted: ReadonlySet<string>,
): FunctionDefinition[] {
  const permissions = invokePermissions(resources);
  return resources
    .ofType('AWS::Serverless::Function', 'AWS::Lambda::Function')
    .filter((resource) => wanted.has(resource.identity.attributes['Arn'] ?? ''))
    .map((resource) => readFunction(resource, directory, permissions));
}

/** Whether it is a function of this template for this machine's Node. */
export function runsHere(resources: Resources, arn: string): boolean {
  return resources
    .ofType('AWS::Serverless::Function', 'AWS::Lambda::Function')
    .some(
      ({ identity, properties }) =>
        identity.attributes['Arn'] === arn && properties.string('Runtime')?.startsWith('nodejs') === true,
    );
}

function readFunction(
  resource: Resource,
  directory: string,
  permissions: ReadonlyMap<string, readonly InvokePermission[]>,
): FunctionDefinition {
  const { identity, properties } = resource;
  const runtime = properties.string('Runtime');
  if (runtime !== undefined && !runtime.startsWith('nodejs')) {
    properties.fail('Runtime', 'a nodejs runtime: the local pool runs functions on this machine’s Node');
  }
  const handler = properties.requiredString('Handler', `a handler such as index.handler for ${identity.logicalId}`);
  const code = codeOf(resource, directory);
  const file = code.kind === 'inline' ? 'index' : handler.slice(0, handler.lastIndexOf('.'));
  if (!handler.includes('.') || (code.kind === 'directory' && !isThere(code.directory, file))) {
    throw new TemplateError(
      properties.positions.of(properties.map, 'Handler'),
      `Handler ${handler}, but no ${handlerExtensions.map((one) => `${file}${one}`).join(', ')} in its code`,
      'built code: build the functions first, or name the template that `sam build` wrote',
    );
  }
  const arn = identity.attributes['Arn'] ?? '';
  return {
    logicalId: identity.logicalId,
    name: identity.ref,
    arn,
    code,
    handler,
    timeoutSeconds: properties.number('Timeout', 1, 900) ?? 3,
    memoryMegabytes: properties.number('MemorySize', 128, 10_240) ?? 128,
    environment: properties.child('Environment')?.texts('Variables') ?? {},
    roleArn: properties.string('Role') ?? implicitRoleArn(resource),
    logGroup: properties.child('LoggingConfig')?.string('LogGroup') ?? `/aws/lambda/${identity.ref}`,
    permissions: permissions.get(arn) ?? permissions.get(identity.ref) ?? [],
    position: resource.position,
  };
}

const isThere = (directory: string, file: string): boolean =>
  handlerExtensions.some((extension) => existsSync(path.join(directory, file + extension)));

function codeOf(resource: Resource, directory: string): FunctionCode {
  const { properties, identity, assetPath } = resource;
  const plain = identity.type === 'AWS::Lambda::Function';
  const inline = plain ? properties.map['Code'] : properties.map['InlineCode'];
  const text = isTemplateMap(inline) ? inline['ZipFile'] : inline;
  if (typeof text === 'string' && (isTemplateMap(inline) || !plain)) return { kind: 'inline', text };
  const key = plain ? 'Code' : 'CodeUri';
  const uri = assetPath ?? properties.map[key];
  if (typeof uri !== 'string' || /^(s3|https?):/.test(uri)) {
    return properties.fail(key, `${key} as a folder on this machine for ${identity.logicalId}`);
  }
  const found = path.resolve(directory, uri);
  if (!existsSync(found) || !statSync(found).isDirectory()) {
    throw new TemplateError(
      properties.positions.of(properties.map, key),
      `${key} ${uri}, but there is no folder ${found}`,
      'a folder with built code: build the functions first, or name the template that `sam build` wrote',
    );
  }
  return { kind: 'directory', directory: found };
}

function invokePermissions(resources: Resources): Map<string, InvokePermission[]> {
  const permissions = new Map<string, InvokePermission[]>();
  const add = (target: string, permission: InvokePermission): void => {
    permissions.set(target, [...(permissions.get(target) ?? []), permission]);
  };
  for (const { properties } of resources.ofType('AWS::Lambda::Permission')) {
    const action = properties.string('Action') ?? '';
    if (action !== 'lambda:InvokeFunction' && action !== 'lambda:*') continue;
    add(properties.requiredString('FunctionName', 'the function that may be invoked'), {
      principal: properties.string('Principal') ?? '',
      sourceArn: properties.string('SourceArn') ?? null,
    });
  }
  for (const resource of resources.ofType('AWS::Serverless::Function')) {
    // SAM gives the permission together with an event of this type.
    if (cognitoEvents(resource).length > 0) {
      add(resource.identity.attributes['Arn'] ?? '', { principal: 'cognito-idp.amazonaws.com', sourceArn: null });
    }
  }
  return permissions;
}

/** SAM's other way to attach triggers: `Events` of type Cognito on the function. */
export function cognitoEvents(resource: Resource): { userPool: string; triggers: string[] }[] {
  const events = resource.properties.child('Events');
  if (events === undefined) return [];
  return Object.keys(events.map).flatMap((name) => {
    const event = events.child(name);
    if (event?.string('Type') !== 'Cognito') return [];
    const properties = event.child('Properties');
    const trigger = properties?.map['Trigger'];
    return [
      {
        userPool: properties?.string('UserPool') ?? '',
        triggers: (Array.isArray(trigger) ? trigger : [trigger]).map(String),
      },
    ];
  });
}
