/**
 * Runs a client of the complete entry in a dedicated worker or a service worker. `{ options }` creates the client and `{ call, args }` calls one
 * of its commands; the result is posted to the port that came with the message.
 */
import { createOtpClient, type OtpClient, type OtpClientOptions } from '../../src/complete.js';
import { memoryStorage } from './memory-storage.js';

let client: OtpClient;

type WorkerRequest =
  | { options: OtpClientOptions }
  | { call: 'start' | 'submit' | 'getTokens' | 'signOut'; args: unknown[] };

addEventListener('message', async (event) => {
  const { data, ports } = event as MessageEvent<WorkerRequest>;
  try {
    if ('options' in data) {
      client = createOtpClient({ ...data.options, storage: memoryStorage() });
      ports[0]!.postMessage({ step: client.getState().step, document: typeof document });
    } else {
      const result: unknown = await (client[data.call] as (...args: unknown[]) => unknown)(...data.args);
      ports[0]!.postMessage({ ...Object(result), error: null });
    }
  } catch (error) {
    ports[0]!.postMessage({ thrown: `${error}` });
  }
});
