import { writeFileSync } from 'node:fs';
import type { FullConfig, Reporter, Suite } from '@playwright/test/reporter';

/** Writes how many tests passed, failed and were skipped to `COUNTS_FILE`, for the summary of the test command. */
export default class CountReporter implements Reporter {
  #suite: Suite | undefined;

  onBegin(_config: FullConfig, suite: Suite) {
    this.#suite = suite;
  }

  onEnd() {
    const file = process.env['COUNTS_FILE'];
    if (!file) return;
    const outcomes = (this.#suite?.allTests() ?? []).map((test) => test.outcome());
    const skipped = outcomes.filter((outcome) => outcome === 'skipped').length;
    const passed = outcomes.filter((outcome) => outcome === 'expected').length;
    writeFileSync(file, JSON.stringify({ passed, failed: outcomes.length - passed - skipped, skipped }));
  }
}
