import { kilobytes } from '../scripts/bundle.mjs';
import { runCommand } from '../scripts/workspace.mjs';
import { probe } from './element/probe.mjs';
import { api, subjects } from './element/subjects.mjs';
import { openChromium } from './lib/chromium.mjs';
import { describeRun, goalsTable, parseFlags, report, table } from './lib/report.mjs';
import { serve } from './lib/serve.mjs';
import { prepare } from './lib/set-up.mjs';
import { interleaved, median, spread } from './lib/statistics.mjs';
import { benchSignIns } from './sign-ins.mjs';

/**
 * Measures how long a visitor with a slow phone, a slow network and an empty cache waits until a field accepts input, and how
 * many bytes were loaded until then.
 */
async function measure(page, origin, { path, endsWithRequest }) {
  await page.evaluateOnNewDocument(probe, endsWithRequest);
  await page.goto(`${origin}${path}`, { waitUntil: 'domcontentloaded', timeout: 60_000 });
  const at = await page.evaluate(() => globalThis.bench.found);
  const typed = endsWithRequest ? undefined : await type(page);
  // Memory and long tasks include what is loaded later.
  await page.waitForNetworkIdle({ idleTime: 1500, timeout: 60_000 });
  const kept = typed && (await page.evaluate(() => globalThis.bench.field().value)).replace(/\D/g, '') === typed;
  const bytes = await page.evaluate((then) => globalThis.bench.loaded(then), at);
  const longTasks = await page.evaluate(() => globalThis.bench.longTasks());
  const session = await page.createCDPSession();
  await session.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize } = await page.metrics();
  return { at, bytes, longTasks, heap: JSHeapUsedSize, kept: Number(kept ?? true) };
}

/** Types digits with the keyboard, at the speed of a person. */
async function type(page) {
  await page.evaluate(() => globalThis.bench.field().focus());
  await page.keyboard.type('07400', { delay: 80 });
  return '07400';
}

await runCommand(async () => {
  const { rounds, write } = parseFlags(7);
  await prepare();
  const server = await serve();
  const provider = await serve(api);
  const chromium = await openChromium();
  try {
    const all = await subjects(server, provider);
    const results = await interleaved(Object.values(all), rounds, (subject) =>
      chromium.withPage((page) => measure(page, server.origin, subject), { slowNetwork: true }),
    );
    const of = (subject, what) => median(results.get(subject)[what]);
    const rows = Object.values(all).map((subject) => [
      subject.name,
      kilobytes(of(subject, 'bytes')),
      spread(results.get(subject).at, 0),
      of(subject, 'longTasks').toFixed(0),
      (of(subject, 'heap') / 1e6).toFixed(1),
    ]);

    const { bare, snippet, element, lit, hanko, amplify } = all;
    const time = (subject) => of(subject, 'at');
    const excess = (subject) => time(subject) - time(bare);
    const ratio = (value, of) => `${(value / of).toFixed(2)} times`;
    const least = Math.min(excess(hanko), excess(amplify)) / excess(element);
    const goals = [
      {
        goal: 'element: ≤ 12 kB brotli until the first paint of the phone step, including the page',
        found: `${kilobytes(of(element, 'bytes'))} kB`,
        met: of(element, 'bytes') <= 12_000,
      },
      {
        goal: 'element: accepts input within 1.1 times the time of the one-input Lit element',
        found: ratio(time(element), time(lit)),
        met: time(element) <= 1.1 * time(lit),
      },
      {
        goal: 'element: time beyond the bare form at least 3 times shorter than that of Hanko and Amplify',
        found: `${least.toFixed(1)} times`,
        met: least >= 3,
      },
      {
        goal: 'element: input typed at the first moment is kept, pre-rendered or not',
        found: [snippet, element]
          .map((subject) => `${results.get(subject).kept.filter(Boolean).length} of ${rounds}`)
          .join(', '),
        met: [snippet, element].every((subject) => results.get(subject).kept.every(Boolean)),
      },
      {
        goal: 'pre-rendered: accepts input within 1.1 times the time of the bare form, before any script has run',
        found: ratio(time(snippet), time(bare)),
        met: time(snippet) <= 1.1 * time(bare),
      },
    ];
    const head = ['page', 'kB until input', 'field accepts input, ms', 'long tasks, ms', 'heap, MB'];
    const conditions = [chromium.name, 'processor slowed 4 times', 'Slow 4G', 'empty cache', 'brotli'];
    report('element', [describeRun(rounds, conditions), table(head, rows), goalsTable(goals)].join('\n\n'), write);
    await benchSignIns(chromium, rounds, write);
  } finally {
    await chromium.close();
    server.close();
    provider.close();
  }
});
