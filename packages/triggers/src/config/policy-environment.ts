/** Converts between a policy's property names and the names of environment variables. */
import type { Policy } from '../domain/policy.js';

/** Returns a policy as environment variables: `codeLength: 6` becomes `CODE_LENGTH=6`. Lists are joined by commas. */
export function policyEnvironment(policy: Policy): Record<string, string> {
  const set = Object.entries(policy).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    set.map(([name, value]) => [environmentName(name), Array.isArray(value) ? value.join(',') : String(value)]),
  );
}

/** `sendsIn10Minutes` → `SENDS_IN_10_MINUTES`. */
function environmentName(property: string): string {
  return property.replace(/([A-Z]|[0-9]+)/g, '_$1').toUpperCase();
}

/** Returns the policy's property for an environment variable: `SENDS_IN_10_MINUTES` → `sendsIn10Minutes`. */
export function policyProperty(environmentName: string): string {
  return environmentName.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
