/** An HTTP server that speaks the Cognito protocol with scripted replies, for faults that no real pool can produce. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubCall {
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the client sent; each test states what it expects
  readonly body: any;
  readonly headers: IncomingMessage['headers'];
}

/** A reply that is not Cognito JSON: a function writes the response itself, or never responds. */
export class RawReply {
  constructor(readonly write: (response: ServerResponse) => void) {}
}

/** The reply to one call. A plain object is sent as JSON, with status 400 if it has a `__type`. */
export type StubReply = object | RawReply;

/** Starts the server. `answer` returns the reply to each call. */
export async function startStubServer(answer: (call: StubCall) => StubReply | Promise<StubReply>) {
  const calls: StubCall[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += chunk;
    const call = {
      operation: `${request.headers['x-amz-target']}`.replace('AWSCognitoIdentityProviderService.', ''),
      body: JSON.parse(text),
      headers: request.headers,
    };
    calls.push(call);
    const reply = await answer(call);
    if (reply instanceof RawReply) reply.write(response);
    else {
      response.writeHead('__type' in reply ? 400 : 200, {
        'content-type': 'application/x-amz-json-1.1',
        'x-amzn-requestid': `request-${calls.length}`,
      });
      response.end(JSON.stringify(reply));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    operations: () => calls.map(({ operation }) => operation),
    [Symbol.asyncDispose]: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}

/** Replies by operation name; any other operation is answered with the error `UnexpectedCall`. */
export type RepliesByOperation = Record<string, object | ((call: StubCall) => StubReply | Promise<StubReply>)>;

/** The reply of `replies` to a call. */
export function replyByOperation(replies: RepliesByOperation, call: StubCall): StubReply | Promise<StubReply> {
  const reply = replies[call.operation] ?? cognitoError('UnexpectedCall', call.operation);
  return typeof reply === 'function' ? reply(call) : reply;
}

/** The connection closes without a response. */
export const droppedConnection = new RawReply((response) => response.destroy());

/** The response never arrives. */
export const noResponse = new RawReply(() => {});

export const cognitoError = (name: string, message = ''): StubReply => ({ __type: name, message });

const base64Json = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** An unsigned JWT, which is enough because a client only reads the claims. */
export const jwt = (claims: object): string => `${base64Json({ alg: 'RS256' })}.${base64Json(claims)}.c2lnbmF0dXJl`;

let count = 0;

/** An `AuthenticationResult` reply whose tokens expire after `seconds`. Further properties become ID token claims. */
export function tokens({
  seconds = 3600,
  refreshToken = `refresh-${++count}`,
  now = Date.now() / 1000,
  ...claims
}: {
  seconds?: number;
  refreshToken?: string | null;
  now?: number;
  [claim: string]: unknown;
} = {}) {
  const iat = Math.floor(now);
  const common = { sub: 'sub-1', iat, exp: iat + seconds, auth_time: 1, jti: `${++count}` };
  return {
    AuthenticationResult: {
      AccessToken: jwt({ ...common, username: 'sub-1', token_use: 'access' }),
      IdToken: jwt({
        ...common,
        'cognito:username': 'sub-1',
        phone_number: '+447700900123',
        token_use: 'id',
        ...claims,
      }),
      ...(refreshToken && { RefreshToken: refreshToken }),
      ExpiresIn: seconds,
      TokenType: 'Bearer',
    },
  };
}

/** A `CUSTOM_CHALLENGE` reply in the dialect of this project's triggers, which begins a round. */
export function round(parameters: Record<string, string> = {}, session = `session-${++count}-${'x'.repeat(20)}`) {
  const now = Date.now();
  return {
    ChallengeName: 'CUSTOM_CHALLENGE',
    Session: session,
    ChallengeParameters: {
      USERNAME: 'sub-1',
      otp: '1',
      now: `${now}`,
      channel: 'sms',
      channels: 'sms email',
      destination: '+44•••••••123',
      length: '6',
      expiresAt: `${now + 300_000}`,
      resendAt: `${now + 30_000}`,
      attemptsLeft: '3',
      ...parameters,
    },
  };
}
