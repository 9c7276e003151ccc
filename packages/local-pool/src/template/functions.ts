// Lambda functions of a template: their code on this machine, their settings, and who may invoke them.

import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { TemplateError } from '../model/errors.js';
import type { FunctionCode, FunctionDefinition, InvokePermission } from '../model/stack.js';
import { isTemplateMap } from './parse.js';
import { implicitRoleArn } from './policies.js';
import type { Resource, Resources } from './resources.js';

const FUNCTION_TYPES = ['AWS::Serverless::Function', 'AWS::Lambda::Function'] as const;

const HANDLER_EXTENSIONS = ['.js', '.mjs', '.cjs'] as const;

/** What to do when a function's code is not there. */
const BUILD_HINT = 'build the functions first, or pass the template that `sam build` wrote';

/** The functions of the template. */
export const functionsOf = (resources: Resources): Resource[] => resources.ofType(...FUNCTION_TYPES);

/** Whether a function is in this template and runs on Node. */
export function runsHere(resources: Resources, arn: string): boolean {
  return functionsOf(resources).some(
    ({ identity, properties }) =>
      identity.attributes['Arn'] === arn && properties.string('Runtime')?.startsWith('nodejs') === true,
  );
}

/**
 * Reads functions and finds their code.
 *
 * @param directory the template's folder, which paths of code are relative to
 * @param arns the functions to read
 * @throws TemplateError when a function does not run on Node or its code is missing
 */
export function readFunctions(
  resources: Resources,
  directory: string,
  arns: ReadonlySet<string>,
): FunctionDefinition[] {
  const permissions = invokePermissions(resources);
  return functionsOf(resources)
    .filter(({ identity }) => arns.has(identity.attributes['Arn'] ?? ''))
    .map((resource) => readFunction(resource, directory, permissions));
}

function readFunction(
  resource: Resource,
  directory: string,
  permissions: ReadonlyMap<string, readonly InvokePermission[]>,
): FunctionDefinition {
  const { identity, properties, position } = resource;
  const runtime = properties.string('Runtime');
  if (runtime !== undefined && !runtime.startsWith('nodejs')) {
    properties.fail('Runtime', "a nodejs runtime, since the local pool runs functions on this machine's Node");
  }
  const handler = properties.requiredString('Handler', `a handler such as index.handler for ${identity.logicalId}`);
  const code = readCode(resource, directory);
  checkHandler(resource, handler, code);
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
    position,
  };
}

/** Checks that the handler's file exists. Inline code is always `index`. */
function checkHandler({ properties }: Resource, handler: string, code: FunctionCode): void {
  const file = code.kind === 'inline' ? 'index' : handler.slice(0, handler.lastIndexOf('.'));
  const files = HANDLER_EXTENSIONS.map((extension) => `${file}${extension}`);
  const isThere = code.kind === 'inline' || files.some((candidate) => existsSync(path.join(code.directory, candidate)));
  if (handler.includes('.') && isThere) return;
  throw new TemplateError(
    properties.positions.of(properties.map, 'Handler'),
    `Handler ${handler}, but no ${files.join(', ')} in its code`,
    `built code: ${BUILD_HINT}`,
  );
}

function readCode({ properties, identity, assetPath }: Resource, directory: string): FunctionCode {
  const isPlain = identity.type === 'AWS::Lambda::Function';
  const inline = isPlain ? properties.map['Code'] : properties.map['InlineCode'];
  const text = isTemplateMap(inline) ? inline['ZipFile'] : inline;
  if (typeof text === 'string' && (isTemplateMap(inline) || !isPlain)) return { kind: 'inline', text };
  const key = isPlain ? 'Code' : 'CodeUri';
  const uri = assetPath ?? properties.map[key];
  if (typeof uri !== 'string' || /^(s3|https?):/.test(uri)) {
    return properties.fail(key, `${key} as a folder on this machine for ${identity.logicalId}`);
  }
  const folder = path.resolve(directory, uri);
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new TemplateError(
      properties.positions.of(properties.map, key),
      `${key} ${uri}, but there is no folder ${folder}`,
      `a folder with built code: ${BUILD_HINT}`,
    );
  }
  return { kind: 'directory', directory: folder };
}

/** The permissions to invoke each function, by the ARN or name that the permission uses. */
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
      sourceArn: properties.string('SourceArn'),
    });
  }
  for (const resource of resources.ofType('AWS::Serverless::Function')) {
    // SAM creates the permission together with an event of this type.
    if (cognitoEvents(resource).length > 0) {
      add(resource.identity.attributes['Arn'] ?? '', { principal: 'cognito-idp.amazonaws.com', sourceArn: undefined });
    }
  }
  return permissions;
}

/** A SAM event that attaches a function to a pool. */
export interface CognitoEvent {
  /** The pool's id; empty when the event names none. */
  readonly userPool: string;
  readonly triggers: readonly string[];
}

/**
 * SAM's other way to attach triggers: `Events` of type Cognito on the function.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-cognito.html
 */
export function cognitoEvents({ properties }: Resource): CognitoEvent[] {
  const events = properties.child('Events');
  if (events === undefined) return [];
  return Object.keys(events.map).flatMap((name) => {
    const event = events.child(name);
    if (event?.string('Type') !== 'Cognito') return [];
    const eventProperties = event.child('Properties');
    const trigger = eventProperties?.map['Trigger'];
    return [
      {
        userPool: eventProperties?.string('UserPool') ?? '',
        triggers: (Array.isArray(trigger) ? trigger : [trigger]).map(String),
      },
    ];
  });
}
