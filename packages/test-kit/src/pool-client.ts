/** Calls of Cognito's API and of the control API of a local pool, for tests in Node and in browsers. */
import { codeIn } from './codes.js';

/** A response of the local pool. */
export interface PoolReply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: the reply of any operation; each test states what it expects
  readonly body: any;
}

/** Calls an operation of Cognito, as a page does. Error responses are returned, not thrown. */
export async function callCognito(endpoint: string, operation: string, input: object): Promise<PoolReply> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** Calls the control API of the local pool. Error responses are returned, not thrown; the body of an empty one is `null`. */
export async function requestControl(
  endpoint: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<PoolReply> {
  const response = await fetch(endpoint + path, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

/** A message in the outbox of a local pool. */
export interface SentMessage {
  readonly id: string;
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly body: string;
  readonly subject?: string;
  readonly html?: string;
  readonly from?: string;
  /** The other parameters of the call to the sending service. */
  readonly request?: {
    readonly service: 'sns' | 'ses' | 'sms-voice';
    readonly region: string;
    readonly [parameter: string]: unknown;
  };
  readonly feedback?: string;
  readonly at: string;
}

/** What tests look at and change in a running local pool. */
export interface PoolControls {
  /**
   * Calls the control API and returns the body of the response.
   *
   * @throws {Error} for an error response.
   */
  control(method: string, path: string, body?: unknown): Promise<unknown>;
  /** All messages, in the order in which they were sent. */
  outbox(): Promise<SentMessage[]>;
  /** The messages to an address, oldest first. */
  messagesTo(address: string): Promise<SentMessage[]>;
  /**
   * The code in the latest message to an address.
   *
   * @throws {Error} if no message was sent to it.
   */
  codeSentTo(address: string): Promise<string>;
  injectFault(fault: object): Promise<unknown>;
  clearFaults(): Promise<unknown>;
  /** How many calls the injected faults have matched, that is, how many of those calls reached the pool. */
  countFaultMatches(): Promise<number>;
  advanceClock(ms: number): Promise<unknown>;
  resetClock(): Promise<unknown>;
}

/** The controls of the local pool at an address. */
export function poolControls(endpoint: string): PoolControls {
  const control = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const reply = await requestControl(endpoint, method, path, body);
    if (reply.status >= 400) throw new Error(`${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
    return reply.body;
  };
  const outbox = async () => (await control('GET', '/outbox')) as SentMessage[];
  const messagesTo = async (address: string) => (await outbox()).filter(({ to }) => to === address);
  return {
    control,
    outbox,
    messagesTo,
    async codeSentTo(address) {
      const message = (await messagesTo(address)).at(-1);
      if (!message) throw new Error(`No message was sent to ${address}.`);
      return codeIn(message.body);
    },
    injectFault: (fault) => control('POST', '/faults', fault),
    clearFaults: () => control('DELETE', '/faults'),
    async countFaultMatches() {
      const faults = (await control('GET', '/faults')) as { struck: number }[];
      return faults.reduce((sum, { struck }) => sum + struck, 0);
    },
    advanceClock: (ms) => control('POST', '/clock', { advanceMs: ms }),
    resetClock: () => control('DELETE', '/clock'),
  };
}
