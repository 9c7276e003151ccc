import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, bundledSize, kilobytes } from '../scripts/bundle.mjs';
import { runCommand } from '../scripts/workspace.mjs';
import { openChromium } from './lib/chromium.mjs';
import { describeRun, goalsTable, parseFlags, report, table } from './lib/report.mjs';
import { serve } from './lib/serve.mjs';
import { BENCH_FOLDER, prepare } from './lib/set-up.mjs';
import { interleaved, spread } from './lib/statistics.mjs';

/**
 * `npm run bench:client`: compares four clients that sign in with a one-time code: their size, the time that a slow
 * processor needs to parse and run them, and the time until the first call has returned Cognito's challenge.
 */
const CLIENTS = [
  { name: '**@cognito-otp/client**', entry: 'client/cognito-otp.js' },
  { name: 'amazon-cognito-identity-js', entry: 'client/amazon-cognito-identity-js.js' },
  { name: 'aws-amplify, custom auth', entry: 'client/aws-amplify.js' },
  { name: '@aws-sdk/client-cognito-identity-provider (keeps no session)', entry: 'client/aws-sdk.js' },
];
/** The size that this project's client aims for, in bytes of brotli. */
const SIZE_GOAL = 4000;

const CHALLENGE = {
  ChallengeName: 'CUSTOM_CHALLENGE',
  ChallengeParameters: { USERNAME: 'ada@example.com' },
  Session: 'an-opaque-session-of-cognito',
};

/** A module that re-exports what an entry imports: the size of the client without the benchmark's own code. */
const importsOf = (entry) =>
  readFileSync(join(BENCH_FOLDER, entry), 'utf8')
    .match(/^import [^;]+;$/gm)
    .map((line) => line.replace('import', 'export'))
    .join('\n');

/** Runs in the page: compiles and runs the script synchronously, as a classic script, then starts a sign-in. */
async function measure(script, options) {
  const element = document.createElement('script');
  element.textContent = script;
  const start = performance.now();
  document.head.append(element);
  const parsed = performance.now();
  if (!(await globalThis.bench.open(options).start())) throw new Error('no challenge');
  return { parse: parsed - start, call: performance.now() - parsed };
}

await runCommand(async () => {
  const { rounds, write } = parseFlags(15);
  await prepare();
  for (const client of CLIENTS) {
    const [{ text }] = await bundle({ file: client.entry }, { folder: BENCH_FOLDER, format: 'iife' });
    client.script = text;
    client.bytes = await bundledSize(importsOf(client.entry), BENCH_FOLDER);
  }
  const server = await serve();
  // Cognito is another origin, so the first call of every client includes a preflight request and a new connection.
  const cognito = await serve(() => CHALLENGE);
  server.add('/index.html', '<!doctype html><title>Sign in</title>');
  const chromium = await openChromium();
  const options = {
    userPoolId: 'eu-west-1_AbCdEfGhI',
    clientId: '1h57kf5cpq17m0eml12EXAMPLE',
    endpoint: cognito.origin,
  };
  try {
    const times = await interleaved(CLIENTS, rounds, ({ script }) =>
      chromium.withPage(async (page) => {
        await page.goto(`${server.origin}/index.html`);
        return page.evaluate(measure, script, options);
      }),
    );
    const rows = CLIENTS.map((client) => [
      client.name,
      ...['raw', 'gzip', 'brotli'].map((kind) => kilobytes(client.bytes[kind])),
      spread(times.get(client).parse),
      spread(times.get(client).call),
    ]);
    const { brotli } = CLIENTS[0].bytes;
    const goals = [
      {
        goal: 'sign-in with session and refresh in ≤ 4 kB brotli',
        found: `${kilobytes(brotli)} kB`,
        met: brotli <= SIZE_GOAL,
      },
    ];
    const head = ['client', 'kB', 'gzip', 'brotli', 'parse and run, ms', 'first call, ms'];
    const text = [
      describeRun(rounds, [chromium.name, 'processor slowed 4 times']),
      table(head, rows),
      goalsTable(goals),
    ];
    report('client', text.join('\n\n'), write);
  } finally {
    await chromium.close();
    server.close();
    cognito.close();
  }
});
