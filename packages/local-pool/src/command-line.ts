// The flags of the `local-pool` command.

import { parseArgs } from 'node:util';
import { messageOf, UsageError } from './model/errors.js';
import type { LocalPoolOptions } from './start-local-pool.js';

/** The output of `--help`. */
export const HELP = `Usage: local-pool [--template FILE] [flags]

Runs the Cognito user pools of a SAM or CloudFormation template on this machine, together with their triggers.
For development and tests.

  --template FILE         the template, YAML or JSON, or the folder that CDK, SAM or the Serverless Framework wrote
                          (default: ./template.yaml); can be repeated, for stacks that import from each other
  --parameter Key=Value   the value of a template parameter; can be repeated
  --import Name=Value     the value of another stack's export; can be repeated
  --watch                 run the functions' new code as soon as one of their files changes
  --allow-network         let functions reach the network beyond this machine
  --strict                refuse to start when the template asks for something that is not supported
  --region REGION         the Region in ids, tokens and ARNs (default: us-east-1)
  --user-updates-per-second N
                          Cognito's quota of administrators' changes to users (25 on AWS; default: no limit)
  --port N                the port to listen on (default: 9400; 0 for any free port)
  --host ADDRESS          the address to listen on (default: 127.0.0.1)
  --allow-host NAME       a host name that requests may be sent to, or that pages may come from; can be repeated
  --data DIR              the folder that keeps users, keys, secrets and tables between runs (default: in memory)
  --json                  print one line of JSON to standard output when ready, and nothing else
  --help                  print this text
`;

/** What a command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'start'; readonly json: boolean; readonly options: LocalPoolOptions };

/**
 * Parses the command line.
 *
 * @param args the arguments after the command's name
 * @throws UsageError that says what to give instead
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values } = parse(args);
  if (values.help === true) return { kind: 'help' };
  return {
    kind: 'start',
    json: values.json === true,
    options: {
      template: values.template ?? 'template.yaml',
      parameters: parsePairs('--parameter', values.parameter ?? []),
      imports: parsePairs('--import', values.import ?? []),
      allowNetwork: values['allow-network'] === true,
      strict: values.strict === true,
      watch: values.watch === true,
      port: parsePort(values.port ?? '9400'),
      host: values.host ?? '127.0.0.1',
      allowedHosts: values['allow-host'] ?? [],
      ...(values.region === undefined ? {} : { region: values.region }),
      ...parseQuota(values['user-updates-per-second']),
      ...(values.data === undefined ? {} : { dataDir: values.data }),
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: false,
      options: {
        template: { type: 'string', multiple: true },
        parameter: { type: 'string', multiple: true },
        import: { type: 'string', multiple: true },
        'allow-network': { type: 'boolean' },
        strict: { type: 'boolean' },
        watch: { type: 'boolean' },
        region: { type: 'string' },
        'user-updates-per-second': { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
        data: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(`${messageOf(cause)}\n\n${HELP}`, { cause });
  }
}

function parsePairs(flag: string, texts: readonly string[]): Record<string, string> {
  const pairs: Record<string, string> = {};
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(`Invalid ${flag} "${text}": expected Key=Value.`);
    pairs[text.slice(0, equals)] = text.slice(equals + 1);
  }
  return pairs;
}

function parseQuota(text: string | undefined): Pick<LocalPoolOptions, 'userUpdatesPerSecond'> {
  if (text === undefined) return {};
  if (!/^[1-9]\d{0,5}$/.test(text)) {
    throw new UsageError(`Invalid --user-updates-per-second "${text}": expected a number from 1 to 999999.`);
  }
  return { userUpdatesPerSecond: Number(text) };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new UsageError(`Invalid --port "${text}": expected a number from 0 to 65535.`);
  }
  return port;
}
