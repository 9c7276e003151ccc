import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { spec } from 'node:test/reporters';

/**
 * Whether an event is about a test that `--test-name-pattern` left out. Node 20 reports such tests as skipped. Later
 * versions do not report them, but report a file without any matching test as a passed test with the name of the file.
 */
export const isFilteredOut = ({ type, data }) =>
  data.skip === 'test name does not match pattern' ||
  (type === 'test:pass' && data.file !== undefined && resolve(data.name) === data.file);

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
      const leftOut = isFilteredOut(event) || (type === 'test:pass' && data.details?.type === 'suite');
      if (nothingPassedOn && leftOut) pending.pop();
      else {
        yield* pending;
        pending = [];
        yield event;
      }
    } else yield event;
  }
}
