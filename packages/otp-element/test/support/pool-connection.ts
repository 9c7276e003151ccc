/** A `fetcher` between one form and the pool that can delay and lose exchanges and change the pool's replies. */
import type { Channel, Reason } from '@cognito-otp/client/wire';

/** Public parameters of the triggers that a test replaces. `undefined` removes the parameter. */
export interface ParameterOverrides {
  readonly reason?: Reason | undefined;
  readonly resendAt?: string | undefined;
  readonly expiresAt?: undefined;
  readonly channels?: string;
  readonly channel?: Channel;
}

/** A point that every exchange passes, where a test can hold and lose it. */
class Gate {
  #held: Promise<void> | undefined;
  #reject: ((error: unknown) => void) | undefined;

  async pass(): Promise<void> {
    await this.#held;
  }

  /** Holds every exchange that arrives from now on. */
  hold(): void {
    this.#held = new Promise<void>((_, reject) => {
      this.#reject = reject;
    });
    // Prevents an unhandled rejection if no exchange is waiting when the connection is lost.
    this.#held.catch(() => undefined);
  }

  /** Fails the held exchanges as `fetch` does when the connection is lost, and lets later ones pass. */
  lose(): void {
    this.#reject?.(new TypeError('Failed to fetch'));
    this.#held = undefined;
  }
}

export class PoolConnection {
  /** The Cognito operations that the form has called, in order. */
  readonly operations: string[] = [];
  /** How many of them the pool has answered. */
  replies = 0;
  /** Replaces public parameters in every reply with a challenge. */
  overrides: ParameterOverrides = {};
  /** Cognito's reply to every request from now on, if it is an error. */
  failure: { readonly name: string; readonly message: string } | undefined;
  /** Passed by requests on the way to the pool. */
  readonly requestGate = new Gate();
  /** Passed by replies on the way back. */
  readonly replyGate = new Gate();

  readonly fetch: typeof fetch = async (input, init) => {
    this.operations.push(new Headers(init?.headers).get('x-amz-target')!.split('.')[1]!);
    await this.requestGate.pass();
    if (this.failure) {
      const { name, message } = this.failure;
      return new Response(JSON.stringify({ __type: name, message }), { status: 400 });
    }
    const reply = await fetch(input, init);
    const body = await reply.json();
    this.replies++;
    await this.replyGate.pass();
    if (body.ChallengeParameters) Object.assign(body.ChallengeParameters, this.overrides);
    return new Response(JSON.stringify(body), reply);
  };
}
