import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, bundledSize, kilobytes } from '../scripts/bundle.mjs';
import { runCommand } from '../scripts/workspace.mjs';
import { openChromium } from './lib/chromium.mjs';
import { flags, goals, report, setting, table } from './lib/report.mjs';
import { serve } from './lib/serve.mjs';
import { here, ready } from './lib/set-up.mjs';
import { interleaved, spread } from './lib/statistics.mjs';

/**
 * A sign-in with a one-time code by four clients: what each weighs, and how long a slow processor takes to parse and
 * run it and then to make its first call, Cognito's challenge in hand.
 */
const clients = [
  { name: '**@cognito-otp/client**', entry: 'client/cognito-otp.js' },
  { name: 'amazon-cognito-identity-js', entry: 'client/amazon-cognito-identity-js.js' },
  { name: 'aws-amplify, custom auth', entry: 'client/aws-amplify.js' },
  { name: '@aws-sdk/client-cognito-identity-provider (keeps no session)', entry: 'client/aws-sdk.js' },
];
const goal = 4000;

const challenge = {
  ChallengeName: 'CUSTOM_CHALLENGE',
  ChallengeParameters: { USERNAME: 'somebody@example.com' },
  Session: 'an-opaque-session-of-cognito',
};

/** What the entry imports, as a module that hands it on: a page's weight without its own script. */
const importsOf = (entry) =>
  readFileSync(join(here, entry), 'utf8')
    .match(/^import [^;]+;$/gm)
    .map((line) => line.replace('import', 'export'))
    .join('\n');

/** In the page: compiles and runs the script at once, as a classic script is, then opens a sign-in. */
async function measure(script, options) {
  const element = document.createElement('script');
  element.textContent = script;
  const began = performance.now();
  document.head.append(element);
  const parsed = performance.now();
  if (!(await globalThis.bench.open(options).start())) throw new Error('no challenge');
  return { parse: parsed - began, call: performance.now() - parsed };
}

await runCommand(async () => {
  const { rounds, write } = flags(15);
  await ready();
  for (const client of clients) {
    const [{ text }] = await bundle({ file: client.entry }, { folder: here, format: 'iife' });
    client.script = text;
    client.bytes = await bundledSize(importsOf(client.entry), here);
  }
  const server = await serve();
  // Cognito is another origin: its first call asks for leave and opens a connection, whoever makes it.
  const cognito = await serve(() => challenge);
  server.add('/index.html', '<!doctype html><title>Sign in</title>');
  const chromium = await openChromium();
  const options = {
    userPoolId: 'eu-west-1_AbCdEfGhI',
    clientId: '1h57kf5cpq17m0eml12EXAMPLE',
    endpoint: cognito.origin,
  };
  try {
    const times = await interleaved(clients, rounds, ({ script }) =>
      chromium.withPage(async (page) => {
        await page.goto(`${server.origin}/index.html`);
        return page.evaluate(measure, script, options);
      }),
    );
    const rows = clients.map((client) => [
      client.name,
      ...['raw', 'gzip', 'brotli'].map((kind) => kilobytes(client.bytes[kind])),
      spread(times.get(client).parse),
      spread(times.get(client).call),
    ]);
    const { brotli } = clients[0].bytes;
    const list = [
      {
        goal: 'sign-in with session and refresh in ≤ 4 kB brotli',
        found: `${kilobytes(brotli)} kB`,
        met: brotli <= goal,
      },
    ];
    const head = ['client', 'kB', 'gzip', 'brotli', 'parse and run, ms', 'first call, ms'];
    const text = [setting(rounds, [chromium.name, 'processor slowed 4 times']), table(head, rows), goals(list)];
    report('client', text.join('\n\n'), write);
  } finally {
    await chromium.close();
    server.close();
    cognito.close();
  }
});
