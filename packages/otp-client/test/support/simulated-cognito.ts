import { jwt } from './stub-server.js';

/** What the network does to one exchange. `twice`: the request gets there twice, and the second answer comes back. */
export type Weather = 'fine' | 'lost before' | 'lost after' | 'fault before' | 'fault after' | 'throttled' | 'twice';

interface Live {
  readonly round: number;
  wrong: number;
}

const RIGHT = '123456';

/**
 * Cognito with our triggers as far as a client can tell, in memory: one user, single-use Sessions, rotating refresh tokens
 * without grace. It tells what it sends and remembers every verdict and token, for properties to be checked against.
 */
export class SimulatedCognito {
  readonly operations: string[] = [];
  readonly wrongAnswers: string[] = [];
  /** Refresh tokens that would work now, newest last. */
  readonly live = new Set<string>();
  #sessions = new Map<string, Live>();
  #count = 0;
  #lastSend = Number.NEGATIVE_INFINITY;
  #hasAsked = false;

  /**
   * @param onSend called for each message.
   * @param onAsk called for each exchange that asked for a message and was not refused, sent or not: the network may
   * double a request, and a client may not.
   * @param now time by the wishes of people: the cool-down is longer than whatever is asked for one of them takes.
   */
  constructor(
    readonly onSend: () => void,
    readonly onAsk: () => void,
    readonly now: () => number,
  ) {}

  /** A `fetch` whose every exchange waits for `pass` twice, on the way there and back. */
  fetcher(pass: (what: string) => Promise<void>, weather: () => Weather): typeof fetch {
    return async (_url, init) => {
      const operation = `${new Headers(init?.headers).get('x-amz-target')}`.split('.')[1]!;
      const now = weather();
      const gone = () => new TypeError('fetch failed');
      await pass(`${operation} there`);
      if (now === 'lost before') throw gone();
      const failed = Response.json({ __type: 'InternalErrorException' }, { status: 500 });
      if (now === 'fault before') return failed;
      if (now === 'throttled') return Response.json({ __type: 'TooManyRequestsException' }, { status: 400 });
      if (now === 'twice') {
        this.#answer(operation, JSON.parse(`${init?.body}`));
        await pass(`${operation} there again`);
      }
      this.#hasAsked = false;
      const reply = this.#answer(operation, JSON.parse(`${init?.body}`));
      if (this.#hasAsked) this.onAsk();
      await pass(`${operation} back`);
      if (init?.signal?.aborted) throw init.signal.reason;
      if (now === 'lost after') throw gone();
      if (now === 'fault after') return failed;
      return Response.json(reply, { status: '__type' in reply ? 400 : 200 });
    };
  }

  // biome-ignore lint/suspicious/noExplicitAny: the bodies of Cognito's calls, as the client writes them
  #answer(operation: string, body: any): object {
    this.operations.push(operation);
    switch (operation) {
      case 'SignUp':
        return { __type: 'UsernameExistsException', message: 'User already exists' };
      case 'InitiateAuth':
        // Within the cool-down it joins the code that is out.
        this.#send();
        return this.#round({ round: 0, wrong: 0 });
      case 'RespondToAuthChallenge': {
        const live = this.#sessions.get(body.Session);
        this.#sessions.delete(body.Session);
        if (!live) return refused('Invalid session for the user, session can only be used once.');
        const { ANSWER } = body.ChallengeResponses;
        if (body.ClientMetadata.request === 'send') {
          return this.#send() ? this.#round(live) : this.#round(live, 'rate_limited');
        }
        if (ANSWER === RIGHT) return { AuthenticationResult: this.#tokens() };
        this.wrongAnswers.push(ANSWER);
        return live.wrong === 2
          ? refused('Incorrect username or password.')
          : this.#round({ ...live, wrong: live.wrong + 1 }, 'wrong_code');
      }
      case 'GetTokensFromRefreshToken':
        if (!this.live.delete(body.RefreshToken)) return { __type: 'RefreshTokenReuseException', message: 'reused' };
        return { AuthenticationResult: this.#tokens() };
      case 'RevokeToken':
        this.live.delete(body.Token);
        return {};
      default:
        return { __type: 'UnknownOperationException' };
    }
  }

  /** @returns whether a message went out: none does within the cool-down of the last. */
  #send(): boolean {
    this.#hasAsked = true;
    if (this.now() <= this.#lastSend) return false;
    this.#lastSend = this.now();
    this.onSend();
    return true;
  }

  #round(live: Live, reason?: string): object {
    const session = `session-${++this.#count}`;
    this.#sessions.set(session, live);
    return {
      ChallengeName: 'CUSTOM_CHALLENGE',
      Session: session,
      ChallengeParameters: {
        USERNAME: 'sub-1',
        otp: '1',
        now: `${Date.now()}`,
        channel: 'sms',
        channels: 'sms',
        destination: '+44•••••••123',
        length: '6',
        expiresAt: `${Date.now() + 300_000}`,
        attemptsLeft: `${3 - live.wrong}`,
        ...(reason && { reason }),
      },
    };
  }

  #tokens(): object {
    const refreshToken = `refresh-${++this.#count}`;
    this.live.add(refreshToken);
    const claims = { sub: 'sub-1', iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 3600 };
    const own = { ...claims, jti: `${this.#count}`, auth_time: this.#count };
    return {
      AccessToken: jwt({ ...own, username: 'sub-1' }),
      IdToken: jwt({ ...own, phone_number: '+447700900123' }),
      RefreshToken: refreshToken,
    };
  }
}

const refused = (message: string) => ({ __type: 'NotAuthorizedException', message });
