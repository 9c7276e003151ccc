/** Clients in several tabs with one storage and one stub server, for tests of sessions. */
import { createOtpClient, type OtpClient, type OtpState } from '../../src/index.js';
import { memoryStorage } from './memory-storage.js';
import { sleep } from './sleep.js';
import {
  type RepliesByOperation,
  replyByOperation,
  round,
  type StubCall,
  startStubServer,
  tokens,
} from './stub-server.js';

/** The start of every key of the session, as other Cognito libraries name them. */
export const KEY_PREFIX = 'CognitoIdentityServiceProvider.client1';

/** Several tabs: clients that share one storage and one server with scripted replies by operation. */
export async function openTabs(replies: RepliesByOperation) {
  const storage = memoryStorage();
  const server = await startStubServer((call) => replyByOperation(replies, call));
  const clients: OtpClient[] = [];
  return {
    storage,
    server,
    replies,
    open(options = {}) {
      const client = createOtpClient({
        userPoolId: 'local_Pool1',
        clientId: 'client1',
        endpoint: server.endpoint,
        storage,
        ...options,
      });
      clients.push(client);
      return client;
    },
    refreshes: () => server.operations().filter((operation) => operation === 'GetTokensFromRefreshToken').length,
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/**
 * Opens a tab and signs in.
 *
 * @param seconds lifetime of the tokens.
 * @param more further replies, or replacements, by operation.
 */
export async function signedIn(seconds = 3600, more: RepliesByOperation = {}) {
  const env = await openTabs({
    SignUp: {},
    InitiateAuth: round(),
    RespondToAuthChallenge: tokens({ seconds, refreshToken: 'first' }),
    RevokeToken: {},
    ...more,
  });
  const client = env.open();
  await client.start({ phone: '+447700900123' });
  await client.submit('123456');
  return { ...env, client };
}

export const stepOf = (state: OtpState) => state.step;

/** `Promise.withResolvers`, which Node 20 lacks. */
export function withResolvers<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** The tokens that the client asked the server to revoke, in order. */
export const revokedTokens = ({ calls }: { calls: StubCall[] }) =>
  calls.filter(({ operation }) => operation === 'RevokeToken').map(({ body }) => body.Token);

/** An asynchronous storage that returns the handshake later than any other entry. */
export const slowHandshakeStorage = ({ storage }: { storage: ReturnType<typeof memoryStorage> }) => {
  const wait = (key: string) => sleep(key.endsWith('.handshake') ? 20 : 1);
  return {
    getItem: (key: string) => wait(key).then(() => storage.getItem(key)),
    setItem: (key: string, value: string) => wait(key).then(() => storage.setItem(key, value)),
    removeItem: (key: string) => wait(key).then(() => storage.removeItem(key)),
  };
};
