/**
 * The duration of handing a message over. For users who get no message it must look the same, because response times would
 * otherwise disclose who has an account (docs/decisions/0048).
 */
import { randomInt } from 'node:crypto';
import type { Channel } from '@cognito-otp/client/wire';
import type { Clock } from '../ports/clock.js';

/** The number of measured durations of a provider that are needed before waits are derived from them. */
const MIN_TIMES = 5;

/** The number of durations that are kept for a provider, so that they are recent. */
const MAX_TIMES = 64;

/**
 * The greatest difference between a random wait and the measured duration it is derived from, as a difference of
 * logarithms: about a third. Waits are shorter as often as longer, so that the difference does not bias which of two times
 * is longer.
 */
const SPREAD = 0.3;

const RESOLUTION = 2 ** 32;

/** Returns a random number of at least 0 and less than 1. */
export type Random = () => number;

/** Makes the duration of a hand-over independent of whether a provider is called. */
export interface ProviderTime {
  /**
   * Runs `send`, which hands a message over, or waits for as long as that could have taken.
   *
   * Until this instance of the function has measured enough durations of the channel's provider, both take a multiple of
   * `interval`, so that an observer cannot recognize the few that were measured. 0 turns that off.
   *
   * @param latest the moment, on the time scale of {@link Clock.elapsed}, at which every wait ends.
   */
  spend<Outcome>(
    channel: Channel,
    send: (() => Promise<Outcome>) | undefined,
    latest: number,
  ): Promise<Outcome | undefined>;
}

/**
 * Creates a {@link ProviderTime}. One instance of a function keeps it for as long as it is warm.
 *
 * @param interval in ms.
 */
export function createProviderTime(
  clock: Pick<Clock, 'elapsed' | 'waitUntil'>,
  interval: number,
  random: Random = () => randomInt(RESOLUTION) / RESOLUTION,
): ProviderTime {
  const timesByChannel = new Map<Channel, number[]>();
  return {
    async spend(channel, send, latest) {
      const times = timesByChannel.get(channel) ?? [];
      timesByChannel.set(channel, times);
      const isKnown = times.length >= MIN_TIMES;
      const duration = randomDuration(times, random);
      const began = clock.elapsed();
      const outcome = await send?.();
      const took = clock.elapsed() - began;
      if (send) {
        times.push(took);
        if (times.length > MAX_TIMES) times.shift();
      }
      const time = send ? took : duration;
      const end = Math.min(began + (isKnown ? time : nextMultiple(time, interval)), latest);
      if (end > began + took) await clock.waitUntil(end);
      return outcome;
    },
  };
}

/**
 * Returns a random time near a measured duration; 0 if none was measured. An observer cannot recognize the durations in
 * it.
 */
function randomDuration(times: readonly number[], random: Random): number {
  const time = times[Math.floor(random() * times.length)] ?? 0;
  return time * Math.exp(SPREAD * (2 * random() - 1));
}

/** The next multiple of the interval after `took`; `took` itself if the interval is 0. */
function nextMultiple(took: number, interval: number): number {
  return interval > 0 ? took + interval - (took % interval) : took;
}
