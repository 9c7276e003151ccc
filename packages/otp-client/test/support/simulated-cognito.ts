/** An in-memory Cognito with this project's triggers, for tests of arbitrary interleavings and network conditions. */
import { jwt } from './stub-server.js';

/** What the network does to one exchange. `duplicated`: the request arrives twice, and the second reply comes back. */
export type NetworkCondition =
  | 'ok'
  | 'request lost'
  | 'reply lost'
  | 'error before processing'
  | 'error after processing'
  | 'throttled'
  | 'duplicated';

interface OpenSession {
  readonly round: number;
  wrongAnswers: number;
  readonly ofUnknownUser?: boolean;
}

const RIGHT_CODE = '123456';

/**
 * Simulates what a client can observe: one user, single-use Cognito sessions, and rotating refresh tokens without a grace
 * period. It reports each message and records every verdict and token, so that tests can check properties of them.
 */
export class SimulatedCognito {
  readonly operations: string[] = [];
  readonly wrongAnswers: string[] = [];
  /** Refresh tokens that are valid now, newest last. */
  readonly validRefreshTokens = new Set<string>();
  /** Whether the user has an account. `SignUp` makes one. */
  userExists = true;
  readonly #sessions = new Map<string, OpenSession>();
  #count = 0;
  #lastSend = Number.NEGATIVE_INFINITY;
  #messageRequested = false;

  /**
   * @param onSend called for each message.
   * @param onMessageRequested called for each exchange that requested a message and was accepted, whether or not a
   * message was sent: the network may duplicate a request, but a client may not.
   * @param now the time, counted in commands of the user: the cool-down outlasts every request made for one command.
   */
  constructor(
    readonly onSend: () => void,
    readonly onMessageRequested: () => void,
    readonly now: () => number,
  ) {}

  /**
   * A `fetch` function for one client.
   *
   * @param schedule awaited on the way to the server and again on the way back, with a label for the step.
   * @param nextCondition the network condition of the next exchange.
   */
  fetcher(schedule: (label: string) => Promise<void>, nextCondition: () => NetworkCondition): typeof fetch {
    return async (_url, init) => {
      const operation = `${new Headers(init?.headers).get('x-amz-target')}`.split('.')[1]!;
      const condition = nextCondition();
      const networkError = () => new TypeError('fetch failed');
      await schedule(`${operation} request`);
      if (condition === 'request lost') throw networkError();
      const internalError = Response.json({ __type: 'InternalErrorException' }, { status: 500 });
      if (condition === 'error before processing') return internalError;
      if (condition === 'throttled') return Response.json({ __type: 'TooManyRequestsException' }, { status: 400 });
      if (condition === 'duplicated') {
        this.#answer(operation, JSON.parse(`${init?.body}`));
        await schedule(`${operation} duplicated request`);
      }
      this.#messageRequested = false;
      const reply = this.#answer(operation, JSON.parse(`${init?.body}`));
      if (this.#messageRequested) this.onMessageRequested();
      await schedule(`${operation} reply`);
      if (init?.signal?.aborted) throw init.signal.reason;
      if (condition === 'reply lost') throw networkError();
      if (condition === 'error after processing') return internalError;
      return Response.json(reply, { status: '__type' in reply ? 400 : 200 });
    };
  }

  // biome-ignore lint/suspicious/noExplicitAny: the body of a Cognito call, as the client wrote it
  #answer(operation: string, body: any): object {
    this.operations.push(operation);
    switch (operation) {
      case 'SignUp':
        if (this.userExists) return { __type: 'UsernameExistsException', message: 'User already exists' };
        this.userExists = true;
        return { UserConfirmed: true, UserSub: 'sub-1' };
      case 'InitiateAuth':
        // Cognito does not disclose that there is no account: the challenge looks the same, and no answer to it is right.
        if (!this.userExists) return this.#newRound({ round: 0, wrongAnswers: 0, ofUnknownUser: true });
        // During the cool-down, the new session joins: its challenge uses the code that was already sent.
        this.#send();
        return this.#newRound({ round: 0, wrongAnswers: 0 });
      case 'RespondToAuthChallenge':
        return this.#respond(body);
      case 'GetTokensFromRefreshToken':
        if (!this.validRefreshTokens.delete(body.RefreshToken)) {
          return { __type: 'RefreshTokenReuseException', message: 'reused' };
        }
        return { AuthenticationResult: this.#tokens() };
      case 'RevokeToken':
        this.validRefreshTokens.delete(body.Token);
        return {};
      default:
        return { __type: 'UnknownOperationException' };
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: the body of a Cognito call, as the client wrote it
  #respond(body: any): object {
    const session = this.#sessions.get(body.Session);
    this.#sessions.delete(body.Session);
    if (!session) return notAuthorized('Invalid session for the user, session can only be used once.');
    const { ANSWER } = body.ChallengeResponses;
    if (body.ClientMetadata.request === 'send') {
      if (session.ofUnknownUser) return this.#newRound(session);
      return this.#send() ? this.#newRound(session) : this.#newRound(session, 'rate_limited');
    }
    if (ANSWER === RIGHT_CODE && !session.ofUnknownUser) return { AuthenticationResult: this.#tokens() };
    this.wrongAnswers.push(ANSWER);
    return session.wrongAnswers === 2
      ? notAuthorized('Incorrect username or password.')
      : this.#newRound({ ...session, wrongAnswers: session.wrongAnswers + 1 }, 'wrong_code');
  }

  /** @returns whether a message was sent; none is during the cool-down after the last one. */
  #send(): boolean {
    this.#messageRequested = true;
    if (this.now() <= this.#lastSend) return false;
    this.#lastSend = this.now();
    this.onSend();
    return true;
  }

  #newRound(openSession: OpenSession, reason?: string): object {
    const session = `session-${++this.#count}`;
    this.#sessions.set(session, openSession);
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
        attemptsLeft: `${3 - openSession.wrongAnswers}`,
        ...(reason && { reason }),
      },
    };
  }

  #tokens(): object {
    const refreshToken = `refresh-${++this.#count}`;
    this.validRefreshTokens.add(refreshToken);
    const claims = { sub: 'sub-1', iat: Math.floor(Date.now() / 1000), exp: Math.floor(Date.now() / 1000) + 3600 };
    const uniqueClaims = { ...claims, jti: `${this.#count}`, auth_time: this.#count };
    return {
      AccessToken: jwt({ ...uniqueClaims, username: 'sub-1' }),
      IdToken: jwt({ ...uniqueClaims, phone_number: '+447700900123' }),
      RefreshToken: refreshToken,
    };
  }
}

const notAuthorized = (message: string) => ({ __type: 'NotAuthorizedException', message });
