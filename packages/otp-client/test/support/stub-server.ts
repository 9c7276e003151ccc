import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WireCall {
  readonly operation: string;
  // biome-ignore lint/suspicious/noExplicitAny: a body is whatever the client sent; each test says what it expects of it
  readonly body: any;
  readonly headers: IncomingMessage['headers'];
}

/** A reply that isn't JSON of Cognito's: writes the response itself, or never. */
export class RawReply {
  constructor(readonly write: (response: ServerResponse) => void) {}
}

/** A reply to one call: an object is sent as JSON. */
export type WireReply = object | RawReply;

/** An HTTP server that speaks Cognito's wire and answers as each test says, for faults no real pool can be brought to. */
export async function startWireServer(answer: (call: WireCall) => WireReply | Promise<WireReply>) {
  const calls: WireCall[] = [];
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

/** The connection ends with nothing said. */
export const drop = new RawReply((response) => response.destroy());

/** Nothing is ever said. */
export const silence = new RawReply(() => {});

export const refuse = (name: string, message = ''): WireReply => ({ __type: name, message });

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT by its looks, which is all a client goes by. */
export const jwt = (claims: object): string => `${part({ alg: 'RS256' })}.${part(claims)}.c2lnbmF0dXJl`;

let count = 0;

/** An AuthenticationResult whose tokens end in `seconds`. */
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

/** A round of our triggers' dialect. */
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
