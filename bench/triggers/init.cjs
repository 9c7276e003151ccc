// Run in a fresh process with a function's file: says how long loading it took, and what of it the processor worked.
const file = process.argv[2];
const worked = process.cpuUsage();
const began = process.hrtime.bigint();
const load = file.endsWith('.mjs') ? () => import(file) : async () => require(file);
load().then(({ handler }) => {
  const ms = Number(process.hrtime.bigint() - began) / 1e6;
  const { user, system } = process.cpuUsage(worked);
  if (typeof handler !== 'function') throw new Error('no handler');
  process.stdout.write(JSON.stringify({ ms, cpu: (user + system) / 1000 }), () => process.exit());
});
