import { setUp } from './setup.mjs';
import { sumCounts } from './testing/counts.mjs';
import { parseTestOptions, USAGE } from './testing/options.mjs';
import { planStages, TEST_STAGES } from './testing/plan.mjs';
import { stageRunners } from './testing/stages.mjs';
import { runCommand } from './workspace.mjs';

/** `npm test`: runs the stages and test files that the arguments name; `--help` describes them. */
await runCommand(async () => {
  const options = parseTestOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const plan = planStages(options);
  await setUp();

  const results = [];
  for (const { stage, files } of plan) {
    console.log(`\n── ${stage} ──`);
    const start = Date.now();
    const counts = await stageRunners[stage](files, options);
    // Watch mode has shown the results of each run; the counts of the last one say nothing.
    if (options.watch) return 0;
    results.push({ stage, counts, seconds: Math.round((Date.now() - start) / 1000) });
  }

  console.log('');
  for (const { stage, counts, seconds } of results) {
    console.log(`${stage.padEnd(8)} ${counts.passed} passed, ${counts.failed} failed (${seconds} s)`);
  }
  console.log('');
  const total = sumCounts(results.map(({ counts }) => counts));
  if (total.skipped > 0) console.log(`${total.skipped} skipped: what they need is not installed here.`);
  const tests = sumCounts(results.filter(({ stage }) => TEST_STAGES.includes(stage)).map(({ counts }) => counts));
  if (options.grep !== undefined && tests.passed + tests.failed + tests.skipped === 0) {
    console.log(`No test title matches --grep ${JSON.stringify(options.grep)}.`);
    total.failed++;
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});
