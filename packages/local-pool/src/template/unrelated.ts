// Checks the resources that no user pool needs. They may use features that the local pool does not support, but not values
// that CloudFormation would refuse.

import { TemplateError } from '../model/errors.js';
import { isTemplateMap, scalarText, type TemplateMap } from './parse.js';
import type { Template } from './template.js';

/** The most resources that a notice names. */
const MAX_NAMES = 8;

/** Transforms whose effect on user pools and functions the local pool knows. */
const KNOWN_TRANSFORMS: ReadonlySet<string> = new Set(['AWS::Serverless-2016-10-31', 'AWS::LanguageExtensions']);

/**
 * Resolves every resource once more, and lists in one notice those that cannot be resolved. A reference that
 * CloudFormation would refuse is an error, unless a transform may create what it refers to.
 *
 * @throws TemplateError at the first such reference
 */
export function checkUnrelated(templates: readonly Template[]): string[] {
  const failures = templates.flatMap((template) => [
    ...template.unresolved.map((error) => describe(error)),
    ...template.resources.flatMap(({ logicalId, resolveAll }) => {
      const error = failureOf(resolveAll, template.root);
      return error === undefined ? [] : [`${logicalId} (${describe(error)})`];
    }),
  ]);
  const macros = templates.flatMap(({ root }) => unknownTransforms(root));
  return [
    ...(failures.length === 0
      ? []
      : [`The local pool leaves out what it cannot resolve and no user pool needs: ${enumerate(failures)}.`]),
    ...macros.map(
      (name) => `The local pool does not run the macro ${name}: what it would add to the template is missing.`,
    ),
  ];
}

/** Resolves the outputs of all templates. Outputs that no user pool needs may be unresolvable. */
export function readOutputs(templates: readonly Template[]): Record<string, string> {
  const outputs: Record<string, string> = {};
  for (const { root, positions, outputNames, output } of templates) {
    for (const name of outputNames()) {
      const read = (): void => {
        const value = output(name, positions.of(root, 'Outputs'));
        outputs[name] ??= scalarText(value) ?? JSON.stringify(value);
      };
      failureOf(read, root);
    }
  }
  return outputs;
}

/** The error, if the resource may be left out. Every other error is thrown. */
function failureOf(resolve: () => unknown, root: TemplateMap): TemplateError | undefined {
  try {
    resolve();
    return undefined;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    if (error.isUnsupported || transformsOf(root).length > 0) return error;
    throw error;
  }
}

const describe = ({ found, position }: TemplateError): string => `${found} in line ${position.line}`;

const enumerate = (names: readonly string[]): string => {
  const rest = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
};

/** The names in `Transform`, and of macros. */
function transformsOf(root: TemplateMap): string[] {
  const transform = root['Transform'];
  const list = Array.isArray(transform) ? transform : [transform];
  return list.flatMap((one) => (isTemplateMap(one) ? [scalarText(one['Name'])] : [scalarText(one)])).filter(isText);
}

const isText = (text: string | undefined): text is string => text !== undefined;

const unknownTransforms = (root: TemplateMap): string[] =>
  transformsOf(root).filter((name) => !KNOWN_TRANSFORMS.has(name));
