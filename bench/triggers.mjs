import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCommand } from '../scripts/workspace.mjs';
import { describeRun, goalsTable, parseFlags, report, table } from './lib/report.mjs';
import { BENCH_FOLDER, prepare } from './lib/set-up.mjs';
import { interleaved, median, spread } from './lib/statistics.mjs';
import { otherFunctions, ownFunctions } from './triggers/shapes.mjs';
import { reportSignIns } from './triggers/sign-ins.mjs';

/**
 * `npm run bench:triggers`: measures how long loading a function's code takes in a fresh process (`require` or `import`),
 * which is part of a cold start. Compares this project's functions with the code that other implementations of this flow
 * load. Then counts the calls to AWS of each kind of sign-in, and simulates how long users wait for response pacing.
 */
const execute = promisify(execFile);

/** The environment of a deployed function, complete enough for each function to validate its settings. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  NODE_NO_WARNINGS: '1',
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'example',
  TABLE_NAME: 'codes',
  SECRET_ID: 'secret',
  BRAND: 'Example',
  CHANNELS: 'sms,email',
  COUNTRIES: 'GB',
  EMAIL_FROM: 'codes@example.com',
};

async function init({ file }) {
  const { stdout } = await execute(process.execPath, [join(BENCH_FOLDER, 'triggers/init.cjs'), file], {
    env: ENVIRONMENT,
  });
  return JSON.parse(stdout);
}

const kilobytes = (bytes) => (bytes === undefined ? '–' : (bytes / 1000).toFixed(1));

await runCommand(async () => {
  const { rounds, write } = parseFlags(25);
  await prepare();
  const own = ownFunctions();
  const { empty, ...others } = await otherFunctions();
  const subjects = [empty, ...own, ...Object.values(others)];
  const times = await interleaved(subjects, rounds, init);
  const ms = (subject) => median(times.get(subject).ms);
  const rows = subjects.map((subject) => [
    subject.own ? `**${subject.name}**` : subject.name,
    kilobytes(subject.bytes),
    spread(times.get(subject).ms),
    median(times.get(subject).cpu).toFixed(1),
  ]);

  const create = own.find(({ name }) => name === 'create-auth-challenge');
  const faster = (subject, factor) => {
    const found = ms(subject) / ms(create);
    return {
      goal: `create-auth-challenge: at least ${factor} times faster than ${subject.name}`,
      found: `${found.toFixed(1)} times`,
      met: found >= factor,
    };
  };
  const goals = [
    ...own
      .filter(({ lean }) => lean)
      .map((subject) => ({
        goal: `${subject.name}, without an SDK: within 10 ms of the empty handler, ≤ 10 kB`,
        found: `${(ms(subject) - ms(empty)).toFixed(1)} ms more, ${kilobytes(subject.bytes)} kB`,
        met: ms(subject) - ms(empty) <= 10 && subject.bytes <= 10_000,
      })),
    faster(others.v2Bundled, 6),
    faster([others.sample, others.sampleBundled].sort((a, b) => ms(b) - ms(a))[0], 3),
    {
      goal: 'create-auth-challenge: ≤ 450 kB, with SNS, SES, DynamoDB and Secrets Manager',
      found: `${kilobytes(create.bytes)} kB`,
      met: create.bytes <= 450_000,
    },
  ];
  const text = [describeRun(rounds), table(['function', 'kB', 'init, ms', 'processor, ms'], rows), goalsTable(goals)];
  report('triggers', text.join('\n\n'), write);
  await reportSignIns(write);
});
