// One template: its resources, outputs and exports, resolved when they are needed.

import { type Position, TemplateError } from '../model/errors.js';
import { resolve } from './intrinsics.js';
import { type GivenParameter, resolveParameters } from './parameters.js';
import { asText, describeValue, isTemplateMap, type Positions, type TemplateMap, type TemplateValue } from './parse.js';
import { createResource, type Resource } from './resources.js';
import { checkRules } from './rules.js';
import { createTemplateScope, type TemplateScope } from './scope.js';
import { unlessUnsupported } from './unsupported.js';

/** The options for resolving a template. */
export interface TemplateOptions {
  /** The template's path as it was given. */
  readonly file: string;
  readonly root: TemplateMap;
  readonly positions: Positions;
  /** The template's folder. */
  readonly directory: string;
  readonly parameters: GivenParameter;
  readonly region: string;
  /** Distinguishes templates in generated names. */
  readonly seed: string;
  readonly stackName: string;
  readonly importValue: (name: string, at: Position) => TemplateValue;
  /** An output of a nested stack; undefined when its template is not on this machine. */
  readonly nestedOutput: (stack: Resource, output: string, at: Position) => TemplateValue | undefined;
}

/** A template whose parameters and rules have been checked. */
export interface Template {
  readonly file: string;
  readonly root: TemplateMap;
  readonly positions: Positions;
  readonly scope: TemplateScope;
  /** The resources whose condition holds. */
  readonly resources: readonly Resource[];
  /** Parts of the `Resources` section that the local pool cannot resolve. */
  readonly unresolved: readonly TemplateError[];
  /** The names of the template's outputs whose condition holds. */
  outputNames(): string[];
  /** @throws TemplateError when the output does not exist or cannot be resolved */
  output(name: string, at: Position): TemplateValue;
  /** The value that the template exports under a name; undefined when it exports none. */
  exported(name: string): TemplateValue | undefined;
}

/**
 * Resolves a template's parameters, evaluates its rules, and finds its resources.
 *
 * @throws TemplateError with the position of the value that cannot be resolved
 */
export function createTemplate(options: TemplateOptions): Template {
  const { root, positions, region, seed, stackName, directory } = options;
  const declared = root['Resources'];
  if (!isTemplateMap(declared)) {
    throw new TemplateError(positions.of(root, 'Resources'), describeValue(declared), 'a Resources section');
  }
  const parameters = resolveParameters(root, options.parameters, positions);
  const resources: Resource[] = [];
  const scope = createTemplateScope({
    root,
    declared,
    parameters,
    positions,
    region,
    seed,
    stackName,
    importValue: options.importValue,
    nestedOutput: (logicalId, output, at) => {
      const stack = resources.find((one) => one.logicalId === logicalId);
      return stack === undefined ? undefined : options.nestedOutput(stack, output, at);
    },
  });
  checkRules(root, scope);
  const unresolved: TemplateError[] = [];
  for (const logicalId of Object.keys(declared)) {
    const exists = existsIn(declared, logicalId, scope);
    if (exists instanceof TemplateError) unresolved.push(exists);
    else if (exists) resources.push(createResource({ root, declared, logicalId, scope, directory, stackName }));
  }
  return { file: options.file, root, positions, scope, resources, unresolved, ...createOutputs(root, scope) };
}

/** Whether a resource exists. The error is that of a resource that user pools do not need. */
function existsIn(declared: TemplateMap, logicalId: string, scope: TemplateScope): boolean | TemplateError {
  if (logicalId.startsWith('Fn::')) {
    const at = scope.positions.of(declared, logicalId);
    return new TemplateError(at, logicalId, 'resources without a macro', true);
  }
  const exists = unlessUnsupported(() => scope.exists(logicalId));
  const { Type: type } = declared[logicalId] as TemplateMap;
  if (exists instanceof TemplateError && asText(type).startsWith('AWS::Cognito::')) throw exists;
  return exists;
}

function createOutputs(root: TemplateMap, scope: TemplateScope): Pick<Template, 'outputNames' | 'output' | 'exported'> {
  const declared = isTemplateMap(root['Outputs']) ? root['Outputs'] : {};
  const exists = (output: TemplateValue | undefined): output is TemplateMap => {
    if (!isTemplateMap(output)) return false;
    const condition = output['Condition'];
    return typeof condition !== 'string' || scope.condition(condition, scope.positions.of(output));
  };
  const outputValue = (output: TemplateMap): TemplateValue => resolve(output['Value'] ?? null, scope) ?? '';
  return {
    outputNames: () => Object.keys(declared).filter((name) => exists(declared[name])),
    output(name, at) {
      const output = declared[name];
      if (exists(output)) return outputValue(output);
      const names = Object.keys(declared).join(', ') || '(none declared)';
      throw new TemplateError(at, `the output ${name} of a nested stack`, `one of ${names}`);
    },
    exported(name) {
      for (const output of Object.values(declared)) {
        if (!isTemplateMap(output) || !isTemplateMap(output['Export'])) continue;
        const { Name: exportName } = output['Export'];
        const resolved = unlessUnsupported(() => resolve(exportName ?? null, scope));
        if (resolved === name && exists(output)) return outputValue(output);
      }
      return undefined;
    },
  };
}
