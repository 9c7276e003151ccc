/**
 * Whether response times distinguish known users from unknown ones, and the delay for known users:
 * 2,000 starts of each.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROVIDERS } from './benchmark/providers.js';
import { areaUnderCurve, quantile, simulateResponses } from './benchmark/response-times.js';

const SAMPLES = 2000;
const run = { paceMs: 500, startsPerInstance: 400, samples: SAMPLES, seed: 1 };

describe('promise 21: response times', () => {
  for (const provider of PROVIDERS) {
    it(`are the same for known and unknown users, and known users do not wait: ${provider.name}`, async () => {
      const times = await simulateResponses({ ...run, provider });
      const auc = areaUnderCurve(times);
      assert.ok(Math.abs(auc - 0.5) <= 0.03, `AUC ${auc}`);
      assert.equal(quantile(times.delays, 0.5), 0);
      assert.equal(quantile(times.delays, 0.95), 0);
    });
  }

  it('are the same on instances that have sent few messages or none', async () => {
    for (const startsPerInstance of [1, 40]) {
      const auc = areaUnderCurve(await simulateResponses({ ...run, provider: PROVIDERS[0], startsPerInstance }));
      assert.ok(Math.abs(auc - 0.5) <= 0.03, `AUC ${auc} with ${startsPerInstance} starts`);
    }
  });

  it('would distinguish them without pacing and without measured durations of the provider', async () => {
    const auc = areaUnderCurve(
      await simulateResponses({ ...run, provider: PROVIDERS[0], paceMs: 0, startsPerInstance: 1, samples: 200 }),
    );
    assert.ok(auc > 0.97, `AUC ${auc}`);
  });
});
