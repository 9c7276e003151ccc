// Runs in a fresh process with the file of a function. Prints the wall-clock and processor time, in ms, of loading it.
const file = process.argv[2];
const cpuBefore = process.cpuUsage();
const start = process.hrtime.bigint();
const load = file.endsWith('.mjs') ? () => import(file) : async () => require(file);
load().then(({ handler }) => {
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (typeof handler !== 'function') throw new Error('no handler');
  process.stdout.write(JSON.stringify({ ms, cpu: (user + system) / 1000 }), () => process.exit());
});
