import { parseArgs } from 'node:util';
import { UserError } from '../workspace.mjs';

/** The browser engines that browser tests run in. */
export const BROWSERS = /** @type {const} */ (['chromium', 'firefox', 'webkit']);

/** The stages of `npm test`, in the order in which they run, and what each of them checks. */
export const STAGES = {
  lint: 'Biome: formatting and lint rules',
  types: 'tsc -b over all projects',
  size: 'the bundle sizes recorded in size.json',
  unit: 'Node’s test runner: *.test.ts and *.test.mjs',
  template: 'Node’s test runner: the tests of template.yaml',
  browser: '@web/test-runner: *.browser.test.ts in each browser engine',
  e2e: 'Playwright: *.e2e.test.ts against the gallery of examples',
};

export const USAGE = `Usage: npm test [-- OPTIONS] [STAGE…] [FILE…]

Without arguments, runs every stage. Installs dependencies and browsers, and builds what the tests need.
The last line is "N passed, N failed"; the exit code is 0 only if nothing failed.

Stages
${Object.entries(STAGES)
  .map(([name, what]) => `  ${name.padEnd(9)} ${what}`)
  .join('\n')}

Files
  A test file of any kind, or a folder: runs the tests in it. Paths are relative to the root of the repository or
  absolute. With stages and files, runs the files that belong to those stages. A name that is a stage is a stage;
  write "./e2e" for the folder.

Options
  --grep PATTERN    Run only tests whose title matches this regular expression (upper and lower case are equal).
                    Fails if no title matches.
  --browser NAME    Run browser tests in this engine: ${BROWSERS.join(', ')}. Repeatable. Default: all three, the
                    tests that do not depend on the engine in Chromium only.
                    e2e tests run in Chromium only.
  --watch           Run again when a file changes, until Ctrl+C. For one kind of test at a time. Browser tests use
                    Chromium unless --browser names another engine, and need a terminal.
  --help            Print this text.

Examples
  npm test -- lint types
  npm test -- packages/triggers/test/code.test.ts
  npm test -- packages/otp-client --grep refresh
  npm test -- packages/otp-element/test/login.browser.test.ts --browser firefox
  npm test -- unit packages/otp-client --watch
`;

/**
 * Parses the arguments of `npm test`.
 *
 * @param {readonly string[]} args
 * @returns {{ help: boolean, watch: boolean, grep?: string, browsers: string[], stages: string[], paths: string[] }}
 * @throws {UserError} for an unknown option, an unknown browser or an invalid pattern.
 */
export function parseTestOptions(args) {
  const { values, positionals } = parse(args);
  const browsers = [...new Set(values.browser)];
  const unknownBrowser = browsers.find((name) => !BROWSERS.includes(name));
  if (unknownBrowser !== undefined) {
    throw new UserError(`Unknown browser "${unknownBrowser}". --browser takes ${BROWSERS.join(', ')}.`);
  }
  if (values.grep !== undefined) checkPattern(values.grep);
  return {
    help: values.help === true,
    watch: values.watch === true,
    grep: values.grep,
    browsers,
    stages: positionals.filter(isStage),
    paths: positionals.filter((name) => !isStage(name)),
  };
}

const isStage = (name) => Object.hasOwn(STAGES, name);

function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        grep: { type: 'string' },
        browser: { type: 'string', multiple: true, default: [] },
        watch: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    if (!String(error.code).startsWith('ERR_PARSE_ARGS')) throw error;
    // Node's message for an unknown option goes on to explain "--", which does not help here.
    const [message] = error.message.split('. To specify a positional');
    throw new UserError(`${message}. "npm test -- --help" lists the options.`);
  }
}

function checkPattern(pattern) {
  if (pattern === '') throw new UserError('--grep takes a regular expression; this one is empty.');
  try {
    new RegExp(pattern);
  } catch (error) {
    throw new UserError(`--grep takes a regular expression: ${error.message}.`);
  }
}
