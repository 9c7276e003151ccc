/** Says which test failed first and ends: a mutant needn't be killed twice. */
export default async function* firstFailure(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:fail' || data.details?.type === 'suite') continue;
    console.error(data.name);
    process.exit(1);
  }
  yield '';
}
