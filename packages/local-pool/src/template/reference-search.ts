// Finds the references in the unresolved values of a template.

import type { Position } from '../model/errors.js';
import { asText, isTemplateMap, type TemplateMap, type TemplateValue } from './parse.js';

/** A reference to another resource of the same template. */
export interface Reference {
  readonly logicalId: string;
  readonly position: Position;
}

/** The references inside an unresolved value: `Ref`, `Fn::GetAtt` and `Fn::Sub`. */
export function referencesIn(
  value: TemplateValue,
  positionOf: (container: TemplateMap) => Position,
  pick: (condition: string) => boolean | undefined = () => undefined,
): Reference[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item) => referencesIn(item, positionOf, pick));
  const [name, ...others] = Object.keys(value);
  const argument = name === undefined ? undefined : value[name];
  if (others.length === 0) {
    const named = namesIn(name, argument).map((text) => ({
      logicalId: text.split('.')[0] ?? '',
      position: positionOf(value),
    }));
    if (named.length > 0) {
      const rest =
        name === 'Fn::Sub' && Array.isArray(argument) ? referencesIn(argument[1] ?? null, positionOf, pick) : [];
      return [...named, ...rest];
    }
    if (name === 'Fn::If' && Array.isArray(argument)) {
      const holds = pick(asText(argument[0]));
      const branches = holds === undefined ? argument.slice(1) : [argument[holds ? 1 : 2] ?? null];
      return branches.flatMap((branch) => referencesIn(branch, positionOf, pick));
    }
  }
  return Object.values(value).flatMap((entry) => referencesIn(entry, positionOf, pick));
}

/** The names that a call of an intrinsic function refers to. */
function namesIn(name: string | undefined, argument: TemplateValue | undefined): string[] {
  if (name === 'Ref') return [asText(argument)];
  if (name === 'Fn::GetAtt') return [asText(Array.isArray(argument) ? argument[0] : argument)];
  if (name !== 'Fn::Sub') return [];
  const [text, variables] = Array.isArray(argument) ? argument : [argument];
  const own = isTemplateMap(variables) ? variables : {};
  const names = [...asText(text).matchAll(/\$\{([^!}][^}]*)\}/g)].map(([, variable = '']) => variable.trim());
  return names.filter((one) => !Object.hasOwn(own, one));
}
