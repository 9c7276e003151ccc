import type { Channel, Reason } from '../../../otp-client/src/wire.js';

/** What the triggers say beside their challenge, as far as a test changes it; what is undefined they leave out. */
export interface Said {
  readonly reason?: Reason | undefined;
  readonly resendAt?: string | undefined;
  readonly expiresAt?: undefined;
  readonly channels?: string;
  readonly channel?: Channel;
}

/** Where whatever passes can be held up, and be lost. */
class Gate {
  #open: Promise<void> | undefined;
  #lose: ((error: unknown) => void) | undefined;

  async pass(): Promise<void> {
    await this.#open;
  }

  close(): void {
    this.#open = new Promise<void>((_, reject) => {
      this.#lose = reject;
    });
    // Nobody may be waiting when it is lost.
    this.#open.catch(() => undefined);
  }

  /** What waits fails as `fetch` tells of a lost connection; what comes after it passes. */
  lose(): void {
    this.#lose?.(new TypeError('Failed to fetch'));
    this.#open = undefined;
  }
}

/** The wire between one form and the pool, given as `fetcher`: it can be held up and cut, and the answers on it changed. */
export class Wire {
  /** Cognito's operations that the form asked for, in order. */
  readonly asked: string[] = [];
  /** How many of them the pool has answered. */
  answered = 0;
  /** What is put over the words of the pool's triggers, wherever they say something. */
  says: Said = {};
  /** On the way to the pool. */
  readonly out = new Gate();
  /** On the way back. */
  readonly back = new Gate();

  readonly fetch: typeof fetch = async (input, init) => {
    this.asked.push(new Headers(init?.headers).get('x-amz-target')!.split('.')[1]!);
    await this.out.pass();
    const reply = await fetch(input, init);
    const answer = await reply.json();
    this.answered++;
    await this.back.pass();
    if (answer.ChallengeParameters) Object.assign(answer.ChallengeParameters, this.says);
    return new Response(JSON.stringify(answer), reply);
  };
}
