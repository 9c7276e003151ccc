/**
 * The time that handing a message over takes. For users who get no message it must look the same, or response times would
 * tell who has an account (docs/decisions/0048).
 */
import { randomInt } from 'node:crypto';
import type { Channel } from '@cognito-otp/client/wire';
import type { Clock } from '../ports/clock.js';

/** How many times of a provider are needed before others are drawn from them. */
const MIN_TIMES = 5;

/** How many times of a provider are kept, so that they are recent. */
const MAX_TIMES = 64;

/**
 * How far a drawn time may be from one that was measured, as a difference of logarithms: about a third. It is as often
 * shorter as it is longer, so that it does not change which of two times is likely to be the longer one.
 */
const SPREAD = 0.3;

const RESOLUTION = 2 ** 32;

/** Draws a number from 0 to 1, which it never reaches. */
export type Random = () => number;

/** Makes the time of a hand-over independent of whether a provider is called. */
export interface ProviderTime {
  /**
   * Runs `send`, which hands a message over, or waits for as long as that could have taken.
   *
   * Until this instance of the function has seen enough times of the channel's provider to draw from, both take a multiple
   * of `interval`, so that the few that it has seen are not recognized. 0 turns that off.
   *
   * @param latest the moment, on the time scale of {@link Clock.elapsed}, after which nothing waits any more.
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
      const drawn = drawTime(times, random);
      const began = clock.elapsed();
      const outcome = await send?.();
      const took = clock.elapsed() - began;
      if (send) {
        times.push(took);
        if (times.length > MAX_TIMES) times.shift();
      }
      const time = send ? took : drawn;
      const end = Math.min(began + (isKnown ? time : nextMultiple(time, interval)), latest);
      if (end > began + took) await clock.waitUntil(end);
      return outcome;
    },
  };
}

/** Draws a time near one of those that were measured, 0 if there is none. The few that are kept cannot be recognized in it. */
function drawTime(times: readonly number[], random: Random): number {
  const time = times[Math.floor(random() * times.length)] ?? 0;
  return time * Math.exp(SPREAD * (2 * random() - 1));
}

/** The next multiple of the interval after `took`; `took` itself if the interval is 0. */
function nextMultiple(took: number, interval: number): number {
  return interval > 0 ? took + interval - (took % interval) : took;
}
