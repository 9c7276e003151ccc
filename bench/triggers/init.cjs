// Run in a fresh process with a function's file: says how long loading it took, in ms.
const file = process.argv[2];
const began = process.hrtime.bigint();
const load = file.endsWith('.mjs') ? () => import(file) : async () => require(file);
load().then(({ handler }) => {
  const took = Number(process.hrtime.bigint() - began) / 1e6;
  if (typeof handler !== 'function') throw new Error('no handler');
  process.stdout.write(String(took), () => process.exit());
});
