import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { runCommand, UserError } from './workspace.mjs';

const USAGE = `Usage: npm run -s unlock -- --table NAME [--since TIME] [--wrong-answers N] [--dry-run]

Forgets the wrong answers of locked accounts, with your AWS credentials. Codes that are out and known devices stay.

  --table NAME       the DynamoDB table: the output TableName of the stack
  --since TIME       only accounts whose last wrong answer is not older, for example 2026-11-30T20:00Z; all by default
  --wrong-answers N  only accounts with at least N wrong answers in a row; 5 by default
  --dry-run          only count the accounts

Each run lets an attacker guess again, at most GuessesADay times for each account: end the attack first.`;

function readOptions() {
  const options = {
    table: { type: 'string' },
    since: { type: 'string' },
    'wrong-answers': { type: 'string', default: '5' },
    'dry-run': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  };
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UserError(`${error.message}\n\n${USAGE}`);
  }
}

/**
 * `npm run unlock`: unlocks all accounts with many wrong answers, without the secret.
 * docs/operations.md describes when to use it.
 */
await runCommand(async () => {
  const { table, since, help, 'wrong-answers': least, 'dry-run': dryRun } = readOptions();
  if (help) return console.log(USAGE);
  if (!table) throw new UserError(`--table is missing.\n\n${USAGE}`);
  if (!/^[1-9]\d{0,5}$/.test(least)) throw new UserError(`--wrong-answers ${least}: expected a number from 1 on.`);
  const sinceTime = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
  // A time without a zone would be read in the zone of this machine.
  if (Number.isNaN(sinceTime) || (since !== undefined && !/(Z|[+-]\d\d:\d\d)$/.test(since)))
    throw new UserError(`--since ${since}: expected a time with its zone, for example 2026-11-30T20:00Z.`);
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  await setUp();
  await build(['modules']);
  const from = '../packages/triggers/dist/esm';
  const { unlockAccounts } = await import(`${from}/flows/unlock-accounts.js`);
  const { scanRecords } = await import(`${from}/aws/scan-records.js`);
  const { createSettings, dynamodbStore, systemClock } = await import(`${from}/index.js`);
  const { read, selected } = await unlockAccounts({ wrongAnswers: Number(least), since: sinceTime }, dryRun, {
    store: dynamodbStore(table, systemClock),
    accounts: scanRecords(table, 'account#'),
    limits: createSettings({}).verify(),
    clock: systemClock,
  });
  const which = `with ${least} or more wrong answers in a row${since === undefined ? '' : `, the last one since ${since}`}`;
  console.log(`${dryRun ? 'Would unlock' : 'Unlocked'} ${selected} of ${read} accounts: those ${which}.`);
});
