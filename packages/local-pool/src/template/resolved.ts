import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { resolveResources } from './resources.js';
import { isTemplateMap, parseTemplate, type TemplateMap } from './source.js';

/** A template as CloudFormation would create it: conditions decided, every intrinsic function replaced. */
export interface ResolvedTemplate {
  /** By logical id; resources whose condition is false aren't there. */
  readonly resources: Readonly<Record<string, ResolvedResource>>;
  readonly outputs: Readonly<Record<string, string>>;
}

export interface ResolvedResource {
  readonly type: string;
  readonly properties: TemplateMap;
  /** What stands beside Type and Properties, as it is written: DeletionPolicy, DependsOn, Metadata. */
  readonly attributes: TemplateMap;
}

/** Throws TemplateError with the place of what can't be resolved: a misspelt reference, a parameter out of bounds. */
export async function resolveTemplate(
  file: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<ResolvedTemplate> {
  const { root, positions } = parseTemplate(await readFile(file, 'utf8'), file);
  const { all, outputs } = resolveResources(root, parameters, positions, 'us-east-1', path.basename(file));
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
