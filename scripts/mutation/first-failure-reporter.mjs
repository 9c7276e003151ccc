/** A reporter for Node's test runner that prints the first failed test and exits: one failure is enough to kill a mutant. */
export default async function* firstFailure(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:fail' || data.details?.type === 'suite') continue;
    console.error(data.name);
    process.exit(1);
  }
  yield '';
}
