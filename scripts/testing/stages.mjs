import { requireBrowser } from '../browsers.mjs';
import { build } from '../build.mjs';
import { buildNext } from '../next.mjs';
import { checkSizes } from '../size.mjs';
import { newestChange, tool } from '../workspace.mjs';
import { sumCounts } from './counts.mjs';
import { BROWSERS } from './options.mjs';
import { runBrowserTests, runCheck, runEndToEndTests, runNodeTests } from './runners.mjs';
import { allTestFiles, needsBuild, stageOf } from './test-files.mjs';

/** The only test that opens the Next.js example, whose build takes a while. */
const NEXT_TEST = 'e2e/frameworks.e2e.test.ts';

/** How many browsers run at the same time. With more on two cores, the functions of a local pool exceed their time limits. */
const MOST_ENGINES = 3;

/** What e2e tests depend on; a change runs them again in watch mode. */
const E2E_SOURCES = ['packages', 'examples', 'e2e', 'scripts', 'template.yaml'];

const allOf = (stage) => allTestFiles().filter((file) => stageOf(file) === stage);

/** Runs tasks in their order, at most `most` of them at the same time. @returns their results, in any order */
async function runTogether(most, tasks) {
  const waiting = [...tasks];
  const results = [];
  const work = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) results.push(await task());
  };
  await Promise.all(Array.from({ length: most }, work));
  return results;
}

/**
 * What each stage of `npm test` does, its own set-up included.
 *
 * @typedef {import('./counts.mjs').Counts} Counts
 * @typedef {{ grep?: string, watch: boolean, browsers: readonly string[] }} Options
 * @type {Record<keyof typeof import('./options.mjs').STAGES, (files: string[] | undefined, options: Options) => Promise<Counts>>}
 */
export const stageRunners = {
  lint: () => runCheck([tool('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']),

  // The examples' types need the element's generated declarations.
  async types() {
    await build();
    return runCheck([tool('typescript/bin/tsc'), '-b']);
  },

  async size() {
    await build();
    return checkSizes();
  },

  async unit(files, options) {
    if (files === undefined || files.some((file) => needsBuild(file))) await build();
    return runNodeTests(files ?? allOf('unit'), options);
  },

  async template(files, options) {
    await build();
    return runNodeTests(files ?? allOf('template'), options);
  },

  async browser(files, options) {
    await build();
    const defaults = options.watch ? ['chromium'] : BROWSERS;
    const browsers = options.browsers.length > 0 ? options.browsers : defaults;
    // A complete run has tests that do not depend on the engine in one engine only. An engine that is named runs every test.
    const isComplete = files === undefined && options.browsers.length === 0;
    for (const name of browsers) await requireBrowser(name);
    if (options.watch) return runBrowserTests(browsers, files, options);
    // Engines run side by side, each with a local pool of its own: a browser test mostly waits.
    const runs = browsers.map(
      (name) => () => runBrowserTests([name], files, options, isComplete ? 'engine-dependent' : undefined),
    );
    if (isComplete) runs.push(() => runBrowserTests(['chromium'], undefined, options, 'engine-independent'));
    // The last ones take longest, and start first.
    return sumCounts(await runTogether(MOST_ENGINES, runs.reverse()));
  },

  async e2e(files, options) {
    const chromium = await requireBrowser('chromium');
    const runOnce = async () => {
      await build();
      if (files?.includes(NEXT_TEST) ?? true) await buildNext();
      return runEndToEndTests(chromium, files, options);
    };
    if (!options.watch) return runOnce();
    for (;;) {
      const before = newestChange(E2E_SOURCES);
      await runOnce();
      console.log('\nWaiting for a change; Ctrl+C ends. ');
      while (newestChange(E2E_SOURCES) === before) await new Promise((resolve) => setTimeout(resolve, 500));
    }
  },
};
