import type { Channel, Reason } from '../../../otp-client/src/wire.js';

/** What the triggers say beside their challenge, as far as a test changes it; what is undefined they leave out. */
export interface Said {
  readonly reason?: Reason | undefined;
  readonly resendAt?: string | undefined;
  readonly expiresAt?: undefined;
  readonly channels?: string;
  readonly channel?: Channel;
}

/** A lost connection, as `fetch` tells it. */
const lost = () => Promise.reject(new TypeError('Failed to fetch'));

/** The wire between one form and the pool, given as `fetcher`: it can be held up or cut, and the answers on it changed. */
export class Wire {
  /** Cognito's operations that the form asked for, in order. */
  readonly asked: string[] = [];
  /** What is put over the words of the pool's triggers, wherever they say something. */
  says: Said = {};
  #held: Promise<void> | undefined;
  #letGo: (() => void) | undefined;
  #cut: (() => void) | undefined;

  readonly fetch: typeof fetch = async (input, init) => {
    this.asked.push(new Headers(init?.headers).get('x-amz-target')!.split('.')[1]!);
    await this.#held;
    const reply = await fetch(input, init);
    const answer = await reply.json();
    if (answer.ChallengeParameters) Object.assign(answer.ChallengeParameters, this.says);
    return new Response(JSON.stringify(answer), reply);
  };

  /** What is asked from now on goes no further, until it is let go or the wire is cut. */
  hold(): void {
    this.#held = new Promise<void>((resolve, reject) => {
      this.#letGo = resolve;
      this.#cut = () => lost().catch(reject);
    });
    // Nobody may be waiting when it is cut.
    this.#held.catch(() => undefined);
  }

  letGo(): void {
    this.#letGo?.();
    this.#held = undefined;
  }

  /** What is under way fails; what is asked after that goes through. */
  cut(): void {
    this.#cut?.();
    this.#held = undefined;
  }
}
