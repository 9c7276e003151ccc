import { createOtpClient, type OtpClient, type OtpClientOptions } from '../../src/index.js';
import { memoryStorage } from './memory-storage.js';

/**
 * The client in a worker, dedicated or service: `{ options }` opens one, `{ call, given }` gives it a command, and the
 * answer comes over the port that came along.
 */
let client: OtpClient;

type Order = { options: OtpClientOptions } | { call: 'start' | 'submit' | 'getTokens' | 'signOut'; given: unknown[] };

addEventListener('message', async (event) => {
  const { data, ports } = event as MessageEvent<Order>;
  try {
    if ('options' in data) {
      client = createOtpClient({ ...data.options, storage: memoryStorage() });
      ports[0]!.postMessage({ step: client.getState().step, document: typeof document });
    } else {
      const got: unknown = await (client[data.call] as (...given: unknown[]) => unknown)(...data.given);
      ports[0]!.postMessage({ ...Object(got), error: null });
    }
  } catch (error) {
    ports[0]!.postMessage({ thrown: `${error}` });
  }
});
