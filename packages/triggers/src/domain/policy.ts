import type { Channel } from '@cognito-otp/client/wire';

/** Everything that an owner decides. What is left out has the default that the template has; see there for the bounds. */
export interface Policy {
  /** Who sends, as people know it. */
  brand: string;
  /** The first is the default. */
  channels?: readonly Channel[];
  /** ISO 3166-1 codes of the countries to send SMS to. No default: each further one can be pumped for money. */
  countries?: readonly string[];
  /** Host of the page the code is typed on. */
  domain?: string;
  /** Language of messages where neither page nor user names one. */
  locale?: string;
  sendOn?: 'start' | 'request';
  factorOrder?: 'otp' | 'password-then-otp';
  autoVerify?: 'by-proof' | 'at-sign-up';
  /** User attributes that somebody may bring along to a sign-up, besides the one address. */
  signUpAttributes?: readonly string[];
  /** App clients that may sign people up; none: all. */
  signUpClients?: readonly string[];
  /** Digits. */
  codeLength?: number;
  codeLifetimeSeconds?: number;
  /** Wrong answers to one code, and in one session. */
  attempts?: number;
  guessesIn15Minutes?: number;
  guessesADay?: number;
  guessesInARow?: number;
  sendWaitSeconds?: number;
  sendsIn10Minutes?: number;
  sendsADay?: number;
  rangeSendsAnHour?: number;
  rangeSendsADay?: number;
  poolSendsAnHour?: number;
  poolSendsADay?: number;
  signUpsAnHour?: number;
  signUpsADay?: number;
  /** Milliseconds. */
  answerPaceMs?: number;
}

/** A policy in the words of a function's environment: `codeLength: 6` as `CODE_LENGTH=6`. */
export function policyEnvironment(policy: Policy): Record<string, string> {
  const written = Object.entries(policy).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    written.map(([name, value]) => [environmentName(name), Array.isArray(value) ? value.join(',') : String(value)]),
  );
}

/** `sendsIn10Minutes` → `SENDS_IN_10_MINUTES`. */
function environmentName(property: string): string {
  return property.replace(/([A-Z]|[0-9]+)/g, '_$1').toUpperCase();
}

/** `SENDS_IN_10_MINUTES` → `sendsIn10Minutes`. */
export function policyProperty(environmentName: string): string {
  return environmentName.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
