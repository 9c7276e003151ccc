// The options of `npm run smoke`.

import { parseArgs } from 'node:util';
import type { Probe, Scope } from './probe.js';

/** The options of the command line. */
export interface SmokeOptions {
  readonly stack: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly phone: string | undefined;
  readonly email: string | undefined;
  /** The names of the probes to run; all if empty. */
  readonly only: readonly string[];
  readonly yes: boolean;
  readonly report: string | undefined;
  /** The greatest effect that probes may have. */
  readonly scope: Scope;
  /** Parameters of the stack that `--create` deploys. */
  readonly parameters: readonly string[];
  readonly endpoint: string | undefined;
}

/** The command line is wrong; the message says how to correct it. */
export class UsageError extends Error {}

/** The results of a run, by the exit code of the process. */
export const EXIT_CODES = {
  passed: 0,
  differs: 1,
  usage: 2,
  notRun: 3,
  leftovers: 4,
  interrupted: 130,
} as const;

/** The text of `--help`. */
export const helpText = (
  probes: readonly Probe[],
): string => `Checks a deployed stack with your own AWS credentials, and compares it with the local pool.

npm run smoke -- --stack NAME [options]

  --stack NAME            the CloudFormation stack
  --region REGION         its Region (default: that of your AWS configuration)
  --profile PROFILE       the profile of your AWS configuration
  --phone +447700900123   a phone number of yours without an account, which receives codes by SMS
  --email you@…           an email address of yours without an account, which receives codes by email
  --only PROBE            runs this probe only; can be repeated
  --yes                   starts without asking
  --report FILE           where the report goes (default: smoke-NAME.md)
  --disposable            also changes parameters of the stack and restores them, and creates user pools beside it
  --create                deploys the stack with "sam deploy" first, and deletes it at the end
  --parameter Key=Value   a template parameter for --create; can be repeated
  --endpoint URL          sends all calls to one address, for tests with a local pool
  --help                  prints this text

Exit codes: 0 all selected probes passed · 1 AWS differs from what a probe expects · 2 the command line or the stack is
wrong · 3 nothing differs, but a selected probe was not run · 4 something could not be cleaned up · 130 interrupted

Probes:
${probes.map(({ name, title, scope }) => `  ${name.padEnd(24)}${title}${SCOPE_NOTES[scope]}`).join('\n')}
`;

const SCOPE_NOTES: Readonly<Record<Scope, string>> = {
  stack: '',
  disposable: ' (--disposable)',
  created: ' (--create)',
};

/**
 * Reads the command line. Returns `help` if it contains `--help`.
 *
 * @throws UsageError for an unknown option, an unknown probe or a value of the wrong form
 */
export function parseCommandLine(args: readonly string[], probes: readonly Probe[]): SmokeOptions | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  const { stack, region, profile, phone, email, report, endpoint, only = [], parameter = [] } = values;
  if (stack === undefined) throw new UsageError('Name the stack: --stack NAME. "--help" explains all options.');
  check(stack, /^[A-Za-z][A-Za-z0-9-]{0,127}$/, '--stack', 'the name of a stack, for example cognito-otp');
  check(phone, /^\+[1-9]\d{6,14}$/, '--phone', 'a number in international form, for example +447700900123');
  check(email, /^[^\s@]+@[^\s@]+\.[^\s@]+$/, '--email', 'an email address');
  check(endpoint, /^https?:\/\/\S+$/, '--endpoint', 'a URL');
  for (const one of parameter) check(one, /^[A-Za-z0-9]+=/, '--parameter', 'Key=Value');
  const names = probes.map(({ name }) => name);
  for (const one of only) {
    if (!names.includes(one)) throw new UsageError(`There is no probe "${one}". Choose from ${names.join(', ')}.`);
  }
  if (parameter.length > 0 && !values.create) throw new UsageError('--parameter has an effect only with --create.');
  const scope = values.disposable ? 'disposable' : 'stack';
  return {
    stack,
    region,
    profile,
    phone,
    email,
    only,
    yes: values.yes === true,
    report,
    scope: values.create ? 'created' : scope,
    parameters: parameter,
    endpoint,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        stack: { type: 'string' },
        region: { type: 'string' },
        profile: { type: 'string' },
        phone: { type: 'string' },
        email: { type: 'string' },
        only: { type: 'string', multiple: true },
        yes: { type: 'boolean' },
        report: { type: 'string' },
        disposable: { type: 'boolean' },
        create: { type: 'boolean' },
        parameter: { type: 'string', multiple: true },
        endpoint: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : error} "--help" explains all options.`);
  }
}

function check(value: string | undefined, pattern: RegExp, option: string, expected: string): void {
  if (value !== undefined && !pattern.test(value)) {
    throw new UsageError(`Invalid ${option}: expected ${expected}; it is "${value}".`);
  }
}
