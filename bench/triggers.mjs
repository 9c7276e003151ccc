import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runCommand } from '../scripts/workspace.mjs';
import { flags, goals, report, setting, table } from './lib/report.mjs';
import { here, ready } from './lib/set-up.mjs';
import { interleaved, median, spread } from './lib/statistics.mjs';
import { ours, theirs } from './triggers/shapes.mjs';

/**
 * What a cold start adds for loading a function's code: the time of its `require` (or `import`) in a fresh process, ours
 * beside what others' functions for this flow load.
 */
const execute = promisify(execFile);

/** What a deployed function finds; enough for each to check its settings. */
const environment = {
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
  const { stdout } = await execute(process.execPath, [join(here, 'triggers/init.cjs'), file], { env: environment });
  return JSON.parse(stdout);
}

const kilobytes = (bytes) => (bytes === undefined ? '–' : (bytes / 1000).toFixed(1));

await runCommand(async () => {
  const { rounds, write } = flags(25);
  await ready();
  const own = ours();
  const { empty, ...others } = await theirs();
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
  const faster = (subject, wanted) => {
    const found = ms(subject) / ms(create);
    return {
      goal: `Create ≥ ${wanted} times faster than: ${subject.name}`,
      found: `${found.toFixed(1)} times`,
      met: found >= wanted,
    };
  };
  const list = [
    ...own
      .filter(({ lean }) => lean)
      .map((subject) => ({
        goal: `${subject.name}, which has no SDK: within 10 ms of the empty handler, ≤ 10 kB`,
        found: `${(ms(subject) - ms(empty)).toFixed(1)} ms more, ${kilobytes(subject.bytes)} kB`,
        met: ms(subject) - ms(empty) <= 10 && subject.bytes <= 10_000,
      })),
    faster(others.v2Bundled, 6),
    faster([others.sample, others.sampleBundled].sort((a, b) => ms(b) - ms(a))[0], 3),
    {
      goal: 'Create ≤ 450 kB, with SNS, SES, DynamoDB and Secrets Manager',
      found: `${kilobytes(create.bytes)} kB`,
      met: create.bytes <= 450_000,
    },
  ];
  const text = [setting(rounds), table(['function', 'kB', 'init, ms', 'processor, ms'], rows), goals(list)];
  report('triggers', text.join('\n\n'), write);
});
