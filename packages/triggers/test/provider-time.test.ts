/** The duration of handing a message over, and of the wait for users who get none. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createProviderTime, type ProviderTime, type Random } from '../src/flows/provider-time.js';
import { ManualClock } from './support/manual-clock.js';

function setUpTime(interval: number, random: Random | 'default' = () => 0.5) {
  const clock = new ManualClock();
  /** The moments that were waited for. */
  const waits: number[] = [];
  // Waiting advances the clock at once.
  const waitUntil = async (moment: number) => {
    waits.push(moment);
    clock.advance(moment - clock.elapsed());
  };
  const providerTime: ProviderTime = createProviderTime(
    { elapsed: clock.elapsed, waitUntil },
    interval,
    random === 'default' ? undefined : random,
  );
  /** The duration of a hand-over for which the provider takes `ms`, or of one without a message. */
  const spend = async (ms?: number, channel: 'sms' | 'email' = 'sms', latest = Number.POSITIVE_INFINITY) => {
    const began = clock.elapsed();
    const send = ms === undefined ? undefined : async () => clock.advance(ms);
    await providerTime.spend(channel, send, latest);
    return clock.elapsed() - began;
  };
  const learn = async (...times: number[]) => {
    for (const ms of times) await spend(ms);
  };
  return { clock, providerTime, spend, learn, waits };
}

describe('the time of a hand-over', () => {
  it('is a multiple of the interval until five durations of the provider are known', async () => {
    const { spend } = setUpTime(500);
    assert.deepEqual([await spend(), await spend(130), await spend(499), await spend(700)], [500, 500, 500, 1000]);
    assert.equal(await spend(130), 500);
    assert.equal(await spend(130), 500, 'the fifth');
    assert.equal(await spend(130), 130);
    assert.equal(await spend(), 130, 'one of its times');
  });

  it('is that of the provider from then on, and near one of its durations if there is no message', async () => {
    let drawn = 0.5;
    const { spend, learn } = setUpTime(500, () => drawn);
    await learn(100, 100, 100, 100, 100);
    assert.equal(await spend(173), 173);
    for (const [random, least, most] of [
      [0, 70, 80],
      [0.5, 99, 101],
      [0.7, 110, 140],
      [0.999, 200, 240],
    ] as const) {
      drawn = random;
      const time = await spend();
      assert.ok(time >= least && time <= most, `${random}: ${time}`);
    }
  });

  it('is measured for each channel separately', async () => {
    const { spend, learn } = setUpTime(500);
    await learn(100, 100, 100, 100, 100);
    assert.equal(await spend(30, 'email'), 500);
    assert.equal(await spend(undefined, 'email'), 500);
    assert.equal(await spend(30), 30);
  });

  it('depends on recent durations only', async () => {
    const { spend, learn } = setUpTime(500, () => 0);
    await learn(...Array<number>(5).fill(1000), ...Array<number>(64).fill(100));
    assert.ok((await spend()) < 100);
  });

  it('is drawn from the last 64 times', async () => {
    const { spend, learn } = setUpTime(500, () => 0);
    await learn(1000, ...Array<number>(63).fill(100));
    assert.ok((await spend()) > 500, 'the first of 64');
    await learn(100);
    assert.ok((await spend()) < 100, 'the first of 65 is forgotten');
  });

  it('is that of the provider, or zero without a message, with the interval 0', async () => {
    const { spend } = setUpTime(0);
    assert.deepEqual([await spend(), await spend(130), await spend(700)], [0, 130, 700]);
    assert.equal(await spend(), 700, 'one of the two times that are known');
  });

  it('is random by default', async () => {
    const { spend, learn } = setUpTime(500, 'default');
    await learn(100, 100, 100, 100, 100);
    const times: number[] = [];
    for (let count = 0; count < 50; count++) times.push(await spend());
    assert.ok(
      times.every((time) => time > 30 && time < 330),
      String(times),
    );
    assert.ok(new Set(times).size > 25);
  });

  it('never exceeds the time that is left, and does not abort a provider', async () => {
    const { spend, clock } = setUpTime(500);
    const latest = clock.elapsed() + 300;
    assert.equal(await spend(undefined, 'sms', latest), 300);
    assert.equal(await spend(100, 'sms', latest), 100);
  });

  it('is not extended after a message once the times of the provider are known', async () => {
    const { spend, learn, waits } = setUpTime(500);
    await learn(100, 100, 100, 100, 100);
    assert.equal(waits.length, 5);
    await spend(100);
    assert.equal(waits.length, 5);
  });

  it('returns what the hand-over returns, and throws what it throws', async () => {
    const { providerTime } = setUpTime(0);
    assert.equal(await providerTime.spend('sms', async () => 'sent', 1), 'sent');
    assert.equal(await providerTime.spend('sms', undefined, 1), undefined);
    await assert.rejects(
      providerTime.spend('sms', async () => Promise.reject(new Error('no')), 1),
      /no/,
    );
  });
});
