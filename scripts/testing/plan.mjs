import { UserError } from '../workspace.mjs';
import { STAGES } from './options.mjs';
import { selectTestFiles, stageOf } from './test-files.mjs';

/** The stages that run test files; the others check the repository as a whole. */
export const TEST_STAGES = ['unit', 'template', 'browser', 'e2e'];

/**
 * Decides which stages run, and with which files.
 *
 * @param {ReturnType<typeof import('./options.mjs').parseTestOptions>} options
 * @returns {{ stage: string, files?: string[] }[]} in the order of {@link STAGES}; without `files` a stage runs all of its own
 * @throws {UserError} for options that contradict each other.
 */
export function planStages(options) {
  const plan = options.paths.length > 0 ? planFiles(options) : chosenStages(options).map((stage) => ({ stage }));
  const stages = plan.map(({ stage }) => stage);
  const hasTests = stages.some((stage) => TEST_STAGES.includes(stage));
  if (options.grep !== undefined && !hasTests) {
    throw new UserError(`--grep selects tests by title, and ${list(stages)} has none. Add ${list(TEST_STAGES, 'or')}.`);
  }
  checkBrowsers(options, stages);
  if (options.watch && (stages.length > 1 || !hasTests)) {
    throw new UserError(
      `--watch runs one kind of test at a time; this would run ${list(stages)}. Add one of ${list(TEST_STAGES, 'or')}.`,
    );
  }
  return plan;
}

/** The stages that run without a choice of files. */
function chosenStages({ stages, grep, browsers }) {
  if (stages.length > 0) return inOrder(stages);
  if (browsers.length > 0) return ['browser'];
  return grep === undefined ? Object.keys(STAGES) : TEST_STAGES;
}

function planFiles({ paths, stages }) {
  const withoutFiles = stages.find((stage) => !TEST_STAGES.includes(stage));
  if (withoutFiles) throw new UserError(`The stage ${withoutFiles} checks the whole repository: run it without files.`);
  const files = groupByStage(selectTestFiles(paths));
  const empty = stages.find((stage) => !files.has(stage));
  if (empty) throw new UserError(`There is no ${empty} test in ${list(paths)}.`);
  return inOrder(stages.length > 0 ? stages : [...files.keys()]).map((stage) => ({ stage, files: files.get(stage) }));
}

/** @returns {Map<string, string[]>} stage → its files */
function groupByStage(files) {
  const groups = new Map();
  for (const file of files) groups.set(stageOf(file), [...(groups.get(stageOf(file)) ?? []), file]);
  return groups;
}

function checkBrowsers({ browsers }, stages) {
  if (browsers.length === 0) return;
  if (!stages.some((stage) => stage === 'browser' || stage === 'e2e')) {
    throw new UserError(`--browser is for browser and e2e tests; this would run ${list(stages)}.`);
  }
  const other = browsers.find((name) => name !== 'chromium');
  if (other && stages.includes('e2e')) {
    throw new UserError(`e2e tests run in Chromium only, not in ${other}. Add the stage "browser" to leave them out.`);
  }
}

const inOrder = (stages) => Object.keys(STAGES).filter((stage) => stages.includes(stage));

/** `a, b and c` */
function list(words, conjunction = 'and') {
  return [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(` ${conjunction} `);
}
