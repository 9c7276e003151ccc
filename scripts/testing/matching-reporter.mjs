import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';

/** Whether `--test-name-pattern` left a test out. Node 20 reports such tests as skipped, later versions not at all. */
export const isFilteredOut = ({ skip }) => skip === 'test name does not match pattern';

/**
 * A reporter for Node's test runner: `spec` without the tests that `--test-name-pattern` left out, and without groups in
 * which it left out every test.
 */
export default async function* matchingReporter(source) {
  yield* Readable.from(withoutFilteredOut(source)).compose(new spec());
}

async function* withoutFilteredOut(source) {
  // Tests and groups that have started and of which nothing has been passed on yet, outermost first.
  let pending = [];
  for await (const event of source) {
    const { type, data } = event;
    if (type === 'test:start') pending.push(event);
    else if (type === 'test:pass' || type === 'test:fail') {
      const start = pending.at(-1)?.data;
      const nothingPassedOn = start?.name === data.name && start.nesting === data.nesting;
      const leftOut = isFilteredOut(data) || (type === 'test:pass' && data.details?.type === 'suite');
      if (nothingPassedOn && leftOut) pending.pop();
      else {
        yield* pending;
        pending = [];
        yield event;
      }
    } else yield event;
  }
}
