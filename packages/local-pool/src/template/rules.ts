// A template's rules: combinations of parameters that CloudFormation refuses before it creates anything.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html

import { TemplateError } from '../model/errors.js';
import { resolve } from './intrinsics.js';
import { asText, describeValue, isTemplateMap, scalarText, type TemplateMap, type TemplateValue } from './parse.js';
import type { TemplateScope } from './scope.js';

/** Functions that ask AWS about the account. A rule that uses one is not evaluated. */
const ACCOUNT_FUNCTIONS: ReadonlySet<string> = new Set(['Fn::RefAll', 'Fn::ValueOf', 'Fn::ValueOfAll']);

/**
 * Evaluates the rules of a template.
 *
 * @throws TemplateError with the description of the first assertion that does not hold
 */
export function checkRules(root: TemplateMap, scope: TemplateScope): void {
  const rules = isTemplateMap(root['Rules']) ? root['Rules'] : {};
  for (const [name, rule] of Object.entries(rules)) {
    if (!isTemplateMap(rule)) {
      throw new TemplateError(scope.positions.of(rules, name), describeValue(rule), 'a rule with Assertions');
    }
    if (!asksForTheAccount(rule)) checkRule(name, rule, scope);
  }
}

function checkRule(name: string, rule: TemplateMap, scope: TemplateScope): void {
  const condition = rule['RuleCondition'];
  if (condition !== undefined && !isTrue(condition, scope)) return;
  const assertions = rule['Assertions'];
  if (!Array.isArray(assertions)) {
    throw new TemplateError(scope.positions.of(rule, 'Assertions'), describeValue(assertions), 'a list of assertions');
  }
  for (const assertion of assertions) {
    const { Assert: assert, AssertDescription: description } = isTemplateMap(assertion) ? assertion : {};
    if (assert !== undefined && isTrue(assert, scope)) continue;
    const reason = scalarText(description) ?? 'without a description';
    const at = scope.positions.of(isTemplateMap(assertion) ? assertion : rule);
    throw new TemplateError(at, `parameters that the rule ${name} refuses`, reason);
  }
}

const isTrue = (value: TemplateValue, scope: TemplateScope): boolean => asText(resolve(value, scope)) === 'true';

function asksForTheAccount(value: TemplateValue): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.some(asksForTheAccount);
  return Object.entries(value).some(([key, entry]) => ACCOUNT_FUNCTIONS.has(key) || asksForTheAccount(entry));
}
