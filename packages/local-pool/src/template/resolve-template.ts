import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_REGION } from './load-stack.js';
import { isTemplateMap, parseTemplate, type TemplateMap } from './parse.js';
import { resolveResources } from './resources.js';

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
  const { root, positions } = parseTemplate(await readFile(file, 'utf8'), file);
  const seed = path.basename(file);
  const { all, outputs } = resolveResources({ root, positions, parameters, region, seed });
  const declared = isTemplateMap(root['Resources']) ? root['Resources'] : {};
  const resources: Record<string, ResolvedResource> = {};
  for (const { identity, properties } of all) {
    const {
      Type: _type,
      Properties: _properties,
      Condition: _condition,
      ...attributes
    } = declared[identity.logicalId] as TemplateMap;
    resources[identity.logicalId] = { type: identity.type, properties: properties.map, attributes };
  }
  return { resources, outputs };
}
