/** Parses the command line and runs the command. */
import { parseArgs } from 'node:util';
import { createPoolApi } from './aws/pool-api.js';
import { readOutputsFile, readStack, type StackOutputs, TRIGGERS, type Trigger } from './aws/stack.js';
import { attach } from './commands/attach.js';
import { detach } from './commands/detach.js';
import { dev } from './commands/dev.js';
import { doctor } from './commands/doctor.js';
import type { Io } from './commands/io.js';
import { CliError } from './errors.js';
import { OPTIONAL_TRIGGERS } from './plan/findings.js';
import { defaultRecordFile } from './record.js';

export type { Io } from './commands/io.js';

const HELP = `Usage: cognito-otp COMMAND [options]

Adds one-time codes to an existing Amazon Cognito user pool. Deploy template-triggers.yaml first.

  attach   makes the functions of the stack the triggers of the pool, and allows the custom flow for its app clients.
           Shows the changes and asks first; every other setting is sent along as it is
  detach   restores what attach has changed
  doctor   checks each setting, with the reason and the fix; changes nothing
  dev      starts a local pool; its flags follow (cognito-otp dev --help)

  --user-pool-id ID    the user pool
  --stack NAME         the stack whose functions become triggers (attach, doctor)
  --outputs FILE       its outputs as JSON, instead of --stack
  --without TRIGGER    leaves out PreSignUp or CustomMessage; can be repeated (attach, doctor)
  --replace TRIGGER    lets the stack's function replace another one, which is no longer called; can be repeated
                       (attach, doctor)
  --record FILE        where attach records its changes (default: cognito-otp-USER_POOL_ID.json)
  --dry-run            only shows what would change
  --yes                does not ask
  --help               prints this text

Credentials are those of the AWS SDK: the environment, a profile, or single sign-on.
`;

const OPTIONS = {
  'user-pool-id': { type: 'string' },
  stack: { type: 'string' },
  outputs: { type: 'string' },
  without: { type: 'string', multiple: true },
  replace: { type: 'string', multiple: true },
  record: { type: 'string' },
  'dry-run': { type: 'boolean' },
  yes: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

type Values = ReturnType<typeof parse>['values'];

const COMMANDS = ['attach', 'detach', 'doctor'] as const;

/**
 * Runs one command.
 *
 * @param args the arguments after the command's name.
 * @param io receives the output.
 * @param endpoint the URL of a local pool instead of AWS's.
 * @returns the exit code: 0 if everything is as it should be, 1 if not. Errors whose cause is known are printed.
 */
export async function run(args: readonly string[], io: Io, endpoint?: string): Promise<number> {
  if (args[0] === 'dev') return dev(args.slice(1));
  try {
    return await runCommand(args, io, endpoint);
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    for (const line of error.message.split('\n')) io.print(line);
    return 1;
  }
}

async function runCommand(args: readonly string[], io: Io, endpoint: string | undefined): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help === true || args.length === 0) {
    io.print(HELP.trimEnd());
    return 0;
  }
  const [name, ...extra] = positionals;
  const command = COMMANDS.find((one) => one === name);
  if (command === undefined || extra.length > 0) {
    throw new CliError(`Unknown command "${positionals.join(' ')}": expected attach, detach, doctor or dev.`);
  }
  const userPoolId = values['user-pool-id'];
  const [, region] = /^([a-z]{2}(?:-[a-z]+)+-\d)_[A-Za-z0-9]+$/.exec(userPoolId ?? '') ?? [];
  if (userPoolId === undefined || region === undefined) {
    throw new CliError('--user-pool-id is required, for example --user-pool-id eu-west-1_EXAMPLE00');
  }
  const recordFile = values.record ?? defaultRecordFile(userPoolId);
  const common = { userPoolId, recordFile, isDryRun: values['dry-run'] === true, isConfirmed: values.yes === true };
  const api = createPoolApi(userPoolId, region, endpoint);
  try {
    if (command === 'detach') return await detach(api, io, common);
    const triggers = chosenTriggers(values.without ?? []);
    const replaced = replacedTriggers(values.replace ?? []);
    const options = { stack: await readStackOutputs(values, region), triggers, replaced };
    return command === 'doctor' ? await doctor(api, io, options) : await attach(api, io, { ...common, ...options });
  } finally {
    api.close();
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new CliError(`${error instanceof Error ? error.message : String(error)} See cognito-otp --help.`);
  }
}

function readStackOutputs({ stack, outputs }: Values, region: string): StackOutputs | Promise<StackOutputs> {
  if ((stack === undefined) === (outputs === undefined)) {
    throw new CliError(
      'Name the stack that was deployed with template-triggers.yaml: --stack NAME, or --outputs FILE.',
    );
  }
  return outputs === undefined ? readStack(stack ?? '', region) : readOutputsFile(outputs);
}

function replacedTriggers(names: readonly string[]): ReadonlySet<Trigger> {
  const triggers = names.map((name) => {
    const trigger = TRIGGERS.find((one) => one === name);
    if (trigger === undefined) throw new CliError(`--replace ${name}: expected one of ${TRIGGERS.join(', ')}.`);
    return trigger;
  });
  return new Set(triggers);
}

function chosenTriggers(without: readonly string[]): Trigger[] {
  for (const name of without) {
    if (!Object.hasOwn(OPTIONAL_TRIGGERS, name)) {
      throw new CliError(`--without ${name}: expected ${Object.keys(OPTIONAL_TRIGGERS).join(' or ')}.`);
    }
  }
  return TRIGGERS.filter((trigger) => !without.includes(trigger));
}
