// All templates of a start: the given ones, and the nested stacks that they refer to.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { messageOf, type Position, TemplateError, UsageError } from '../model/errors.js';
import { STACK_NAME } from '../model/identifiers.js';
import { type GivenParameter, parameterNames, refuseUnknownNames } from './parameters.js';
import { isTemplateMap, parseTemplate, scalarText, type TemplateValue } from './parse.js';
import type { Resource } from './resources.js';
import { createTemplate, type Template } from './template.js';
import { unlessUnsupported } from './unsupported.js';

/** The options for opening templates. */
export interface TemplateSetOptions {
  /** Paths of templates, or of folders that a tool has written templates to. */
  readonly files: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  /** Values of exports of stacks that are in no template. */
  readonly imports: Readonly<Record<string, string>>;
  readonly region: string;
}

/** The properties that name a nested stack's template, by type. */
const NESTED_STACKS: Readonly<Record<string, string>> = {
  'AWS::CloudFormation::Stack': 'TemplateURL',
  'AWS::Serverless::Application': 'Location',
};

/**
 * Opens templates and the nested stacks that are on this machine.
 *
 * @throws TemplateError with the position of the value that cannot be resolved
 * @throws UsageError when a file cannot be read, or a parameter is in no template
 */
export function openTemplates({ files, parameters, imports, region }: TemplateSetOptions): Template[] {
  const templates: Template[] = [];
  const nested = new Map<Resource, Template | undefined>();
  const importing = new Set<string>();

  const importValue = (name: string, at: Position): TemplateValue => {
    if (Object.hasOwn(imports, name)) return imports[name] as string;
    if (importing.has(name)) {
      throw new TemplateError(at, `an export ${name} that imports itself`, 'exports without a circular reference');
    }
    importing.add(name);
    try {
      for (const template of templates) {
        const value = template.exported(name);
        if (value !== undefined) return value;
      }
    } finally {
      importing.delete(name);
    }
    const expected = `--import ${name}=VALUE, or a further --template that exports it`;
    throw new TemplateError(at, `Fn::ImportValue of ${name}, which no template exports`, expected, true);
  };

  const open = (file: string, given: GivenParameter, parents: readonly string[]): Template => {
    const absolute = path.resolve(file);
    const index = templates.length;
    const { root, positions } = parseTemplate(readTemplate(absolute, file), file);
    const template = createTemplate({
      file,
      root,
      positions,
      directory: path.dirname(absolute),
      parameters: given,
      region,
      seed: index === 0 ? path.basename(absolute) : `${index}\0${path.basename(absolute)}`,
      stackName: index === 0 ? STACK_NAME : `${STACK_NAME}-${index + 1}`,
      importValue,
      nestedOutput: (stack, output, at) => openNested(stack, [...parents, absolute])?.output(output, at),
    });
    templates.push(template);
    return template;
  };

  const openNested = (stack: Resource, parents: readonly string[]): Template | undefined => {
    if (nested.has(stack)) return nested.get(stack);
    nested.set(stack, undefined);
    const file = nestedTemplate(stack);
    if (file === undefined) return undefined;
    if (parents.includes(path.resolve(file))) {
      throw new TemplateError(
        stack.position,
        `the nested stack ${stack.logicalId} that contains itself`,
        'nested stacks without a circle',
      );
    }
    const template = open(file, nestedParameters(stack), parents);
    nested.set(stack, template);
    for (const inner of template.resources) openNested(inner, [...parents, path.resolve(file)]);
    return template;
  };

  const all = files.flatMap(templatesIn);
  for (const file of all) {
    open(file, (name) => (Object.hasOwn(parameters, name) ? parameters[name] : undefined), []);
  }
  // Resolved last, because parameters of a nested stack may import exports of another template.
  for (const { resources, file } of [...templates]) {
    for (const stack of resources) openNested(stack, [path.resolve(file)]);
  }
  refuseUnknownNames(
    Object.keys(parameters),
    templates.flatMap(({ root }) => parameterNames(root)),
  );
  return templates;
}

/** The template of a nested stack on this machine; undefined for another resource, and for a template elsewhere. */
function nestedTemplate(stack: Resource): string | undefined {
  const key = NESTED_STACKS[stack.type];
  if (key === undefined) return undefined;
  const { properties, metadata, directory } = stack;
  const location = unlessUnsupported(() => properties.map[key]);
  const asset = scalarText(metadata['aws:asset:path']);
  const written = asset ?? (typeof location === 'string' ? location : undefined);
  if (written === undefined || /^(https?|s3):/.test(written)) return undefined;
  const file = path.resolve(directory, written);
  if (existsSync(file)) return file;
  return properties.fail(key, `a template that exists: there is no ${file}`);
}

/** The parameters of a nested stack, each resolved when the nested template reads it. */
function nestedParameters({ properties }: Resource): GivenParameter {
  return (name) => {
    const given = properties.map['Parameters'];
    const value = isTemplateMap(given) ? given[name] : undefined;
    return Array.isArray(value) ? value.map(scalarText).join(',') : scalarText(value);
  };
}

/** A template by its path, or those that CDK, SAM or the Serverless Framework wrote to a folder. */
function templatesIn(file: string): string[] {
  if (!existsSync(file) || !statSync(file).isDirectory()) return [file];
  const names = readdirSync(file).sort();
  const assembly = names.filter((name) => name.endsWith('.template.json') && !name.endsWith('.nested.template.json'));
  const single = [
    'template.yaml',
    'template.yml',
    'template.json',
    'cloudformation-template-update-stack.json',
    'build/template.yaml',
  ].find((name) => existsSync(path.join(file, name)));
  const found = assembly.length > 0 || single === undefined ? assembly : [single];
  if (found.length > 0) return found.map((name) => path.join(file, name));
  throw new UsageError(
    `The folder ${file} contains no template. Name a template, or the output folder of CDK, SAM or Serverless Framework, with --template.`,
  );
}

function readTemplate(absolute: string, file: string): string {
  try {
    return readFileSync(absolute, 'utf8');
  } catch (cause) {
    const message = `The template ${file} can't be read (${messageOf(cause)}). Name a template with --template FILE.`;
    throw new UsageError(message, { cause });
  }
}
