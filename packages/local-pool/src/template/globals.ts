// SAM's `Globals` section.
// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-template-anatomy-globals.html

import { createTemplateMap, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './parse.js';

/** The part of `Globals` that applies to each type. */
const SECTIONS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'Function',
  'AWS::Serverless::SimpleTable': 'SimpleTable',
};

/**
 * Adds the global properties to a resource's own: maps are merged, lists are concatenated, and single values of the
 * resource take precedence.
 */
export function withGlobals(
  root: TemplateMap,
  type: string,
  properties: TemplateValue,
  positions: Positions,
): TemplateValue {
  const section = SECTIONS[type];
  const globals = isTemplateMap(root['Globals']) && section !== undefined ? root['Globals'][section] : undefined;
  return isTemplateMap(globals) ? merge(globals, properties, positions) : properties;
}

function merge(base: TemplateValue, own: TemplateValue, positions: Positions): TemplateValue {
  if (Array.isArray(base) && Array.isArray(own)) return [...base, ...own];
  if (!isTemplateMap(base) || !isTemplateMap(own) || isIntrinsic(base) || isIntrinsic(own)) return own;
  const merged = Object.assign(createTemplateMap(), base, own);
  for (const key of Object.keys(base)) {
    if (own[key] !== undefined) merged[key] = merge(base[key] as TemplateValue, own[key], positions);
  }
  positions.copy(own, merged);
  return merged;
}

function isIntrinsic(map: TemplateMap): boolean {
  const [name, ...others] = Object.keys(map);
  return others.length === 0 && (name === 'Ref' || name?.startsWith('Fn::') === true);
}
