import { parseArgs } from 'node:util';
import { messageOf, UsageError } from './model/errors.js';
import type { LocalPoolOptions } from './start-local-pool.js';

export const help = `Usage: local-pool [--template FILE] [flags]

Stands up the Cognito user pools of a SAM or CloudFormation template on this machine and runs their triggers.
For development and tests.

  --template FILE         the template (default ./template.yaml)
  --parameter Key=Value   a parameter of the template; repeatable
  --port N                port to listen on (default 9400; 0: any free one)
  --host ADDRESS          address to listen on (default 127.0.0.1)
  --data DIR              keep users, keys and tables there between runs (default: in memory)
  --json                  print one line of JSON when ready, and nothing else, on standard output
  --help                  print this text
`;

export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'start'; readonly json: boolean; readonly options: LocalPoolOptions };

/** Throws UsageError with what to give instead. */
export function parseCommandLine(words: readonly string[]): Command {
  const { values } = parse(words);
  if (values.help === true) return { kind: 'help' };
  const parameters: Record<string, string> = {};
  for (const text of values.parameter ?? []) {
    const equals = text.indexOf('=');
    if (equals < 1) throw new UsageError(`--parameter ${text}: give it as Key=Value.`);
    parameters[text.slice(0, equals)] = text.slice(equals + 1);
  }
  return {
    kind: 'start',
    json: values.json === true,
    options: {
      template: values.template ?? 'template.yaml',
      parameters,
      port: port(values.port ?? '9400'),
      host: values.host ?? '127.0.0.1',
      ...(values.data === undefined ? {} : { dataDir: values.data }),
    },
  };
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: false,
      options: {
        template: { type: 'string' },
        parameter: { type: 'string', multiple: true },
        port: { type: 'string' },
        host: { type: 'string' },
        data: { type: 'string' },
        json: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw new UsageError(`${messageOf(cause)}\n\n${help}`, { cause });
  }
}

function port(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number > 65_535) throw new UsageError(`--port ${text}: give a number from 0 to 65535.`);
  return number;
}
