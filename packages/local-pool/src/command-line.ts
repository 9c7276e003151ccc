// The flags of the `local-pool` command.

import { parseArgs } from 'node:util';
import { messageOf, UsageError } from './model/errors.js';
import type { LocalPoolOptions } from './start-local-pool.js';

/** The output of `--help`. */
export const HELP = `Usage: local-pool [--template FILE] [flags]

Runs the Cognito user pools of a SAM or CloudFormation template on this machine, together with their triggers.
For development and tests.

  --template FILE         the template, YAML or JSON (default: ./template.yaml)
  --parameter Key=Value   the value of a template parameter; can be repeated
  --region REGION         the Region in ids, tokens and ARNs (default: us-east-1)
  --user-updates-per-second N
                          Cognito's quota of administrators' changes to users (25 on AWS; default: no limit)
  --port N                the port to listen on (default: 9400; 0 for any free port)
  --host ADDRESS          the address to listen on (default: 127.0.0.1)
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
      parameters: parseParameters(values.parameter ?? []),
      port: parsePort(values.port ?? '9400'),
      host: values.host ?? '127.0.0.1',
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
        template: { type: 'string' },
        parameter: { type: 'string', multiple: true },
        region: { type: 'string' },
        'user-updates-per-second': { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(`${messageOf(cause)}\n\n${HELP}`, { cause });
  }
}

function parseParameters(texts: readonly string[]): Record<string, string> {
  const parameters: Record<string, string> = {};
  for (const text of texts) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(`Invalid --parameter "${text}": expected Key=Value.`);
    parameters[text.slice(0, equals)] = text.slice(equals + 1);
  }
  return parameters;
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
