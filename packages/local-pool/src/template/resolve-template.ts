import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { TemplateError } from '../model/errors.js';
import { STACK_NAME } from '../model/identifiers.js';
import { DEFAULT_REGION } from './load-stack.js';
import { parameterNames, refuseUnknownNames } from './parameters.js';
import { asText, isTemplateMap, parseTemplate, type TemplateMap } from './parse.js';
import { createTemplate } from './template.js';

/** A template as CloudFormation would create it: conditions are evaluated and intrinsic functions replaced. */
export interface ResolvedTemplate {
  /** By logical id, without the resources whose condition is false. */
  readonly resources: Readonly<Record<string, ResolvedResource>>;
  /** The template's `Outputs`, by name. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** A resource of a resolved template. */
export interface ResolvedResource {
  readonly type: string;
  readonly properties: TemplateMap;
  /** The resource's other members as they are written: DeletionPolicy, DependsOn, Metadata and so on. */
  readonly attributes: TemplateMap;
}

/** The template that was parsed last. Tests resolve one template hundreds of times, and resolving changes nothing in it. */
let last:
  | { readonly text: string; readonly file: string; readonly parsed: ReturnType<typeof parseTemplate> }
  | undefined;

function parseOnce(text: string, file: string): ReturnType<typeof parseTemplate> {
  if (last?.text !== text || last.file !== file) last = { text, file, parsed: parseTemplate(text, file) };
  return last.parsed;
}

/**
 * Resolves a template, for tests of the template itself. Nothing is started.
 *
 * @param file path of the template, YAML or JSON
 * @param parameters values of the template's parameters
 * @param options `region` is the Region to deploy to, `us-east-1` by default
 * @throws TemplateError with the position of what cannot be resolved, such as a misspelled reference or a parameter out
 * of bounds
 * @throws UsageError for a parameter that the template does not have
 *
 * @example
 * ```ts
 * const { resources } = await resolveTemplate('template.yaml', { Stage: 'test' });
 * assert.equal(resources['Table']?.attributes['DeletionPolicy'], 'Retain');
 * ```
 */
export async function resolveTemplate(
  file: string,
  parameters: Readonly<Record<string, string>> = {},
  { region = DEFAULT_REGION }: { readonly region?: string } = {},
): Promise<ResolvedTemplate> {
  const { root, positions } = parseOnce(await readFile(file, 'utf8'), file);
  refuseUnknownNames(Object.keys(parameters), parameterNames(root));
  const template = createTemplate({
    file,
    root,
    positions,
    directory: path.dirname(path.resolve(file)),
    parameters: (name) => (Object.hasOwn(parameters, name) ? parameters[name] : undefined),
    region,
    seed: path.basename(file),
    stackName: STACK_NAME,
    importValue(name, at) {
      throw new TemplateError(at, `Fn::ImportValue of ${name}`, 'a template without imports');
    },
    nestedOutput: () => undefined,
  });
  const declared = isTemplateMap(root['Resources']) ? root['Resources'] : {};
  const resources: Record<string, ResolvedResource> = {};
  for (const { logicalId, type, resolveAll } of template.resources) {
    const {
      Type: _type,
      Properties: _properties,
      Condition: _condition,
      ...attributes
    } = declared[logicalId] as TemplateMap;
    resources[logicalId] = { type, properties: resolveAll(), attributes };
  }
  const at = positions.of(root, 'Outputs');
  const outputs = Object.fromEntries(template.outputNames().map((name) => [name, asText(template.output(name, at))]));
  return { resources, outputs };
}
