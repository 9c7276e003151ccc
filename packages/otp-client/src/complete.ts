import { builtInParts } from './client/built-in-parts.js';
import { createClient } from './client/create-client.js';
import type { OtpClient, OtpClientOptions } from './contracts/client.js';

/**
 * Entry `./complete`: the main entry without `import()`, for service workers, which do not have it, and for pages that must
 * not load files of the client later.
 */

export { OtpError } from './contracts/errors.js';
export type * from './index.js';

/**
 * Creates a client, as the main entry's function of this name does, that has all parts from the beginning.
 * @throws {OtpError} `configuration`; the message names the option that is invalid and what is expected.
 * @example
 * const client = createOtpClient({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: '1h57kf5cpq17m0eml12EXAMPLE' });
 */
export function createOtpClient(options: OtpClientOptions): OtpClient {
  return createClient(options, builtInParts);
}
