/** Prints what `npm run bench:triggers` reports besides cold starts: calls to AWS and response times, as JSON. */
import { PROVIDERS } from './providers.js';
import { areaUnderCurve, quantile, simulateResponses } from './response-times.js';
import { countSignInCalls } from './sign-in-calls.js';

/** How the instances of Create run; the first is how every start was paced before the times of the provider were used. */
const RUNS = [
  { name: 'every start paced at 500 ms, as in earlier versions', paceMs: 500, startsPerInstance: 1 },
  { name: '`SelfSignUp=off`, 400 starts per instance', paceMs: 500, startsPerInstance: 400 },
  { name: '`SelfSignUp=off`, 40 starts per instance', paceMs: 500, startsPerInstance: 40 },
  { name: '`SelfSignUp=on`, 400 starts per instance', paceMs: 0, startsPerInstance: 400 },
  { name: '`SelfSignUp=on`, 40 starts per instance', paceMs: 0, startsPerInstance: 40 },
] as const;

const SAMPLES = 2000;

const responses: Record<string, string | number | boolean>[] = [];
for (const provider of PROVIDERS) {
  for (const { name, paceMs, startsPerInstance } of RUNS) {
    const times = await simulateResponses({ provider, paceMs, startsPerInstance, samples: SAMPLES, seed: 1 });
    responses.push({
      provider: provider.name,
      run: name,
      selfSignUp: paceMs === 0,
      isEarlier: startsPerInstance === 1,
      median: quantile(times.delays, 0.5),
      p95: quantile(times.delays, 0.95),
      auc: areaUnderCurve(times),
    });
  }
}
console.log(JSON.stringify({ samples: SAMPLES, responses, signIns: await countSignInCalls() }));
