import { OtpError } from '../contracts/errors.js';
import { now } from '../platform/clock.js';

/**
 * The parts of the client that most sign-ins do not need. Each is loaded when it is needed for the first time:
 *
 * - `errorCodes`: once Cognito has replied with an error;
 * - `maintenance`: for a refresh and a sign-out, and as soon as a page is opened with a stored session;
 * - `nativeFlow`: with `flow: 'native'`.
 *
 * A part imports only types from the main bundle, and gets the functions that it uses as arguments. A bundler would move a
 * module that both import into a third file, which every sign-in would request.
 */

/** How each part is loaded. The promise rejects with an {@link OtpError} that is retryable. */
export interface Parts {
  readonly errorCodes: () => Promise<typeof import('../cognito/error-codes.js')>;
  readonly maintenance: () => Promise<typeof import('../session/maintenance.js')>;
  readonly nativeFlow: () => Promise<typeof import('../handshake/native-flow.js')>;
}

/** The URL in a browser's error message about a module that could not be loaded. */
const ADDRESS = /http\S+/;

/**
 * Tries twice, the second time with another query string: Firefox caches the failure of a URL, even after the connection is
 * back.
 * @throws {OtpError} `network`; a later call tries again.
 */
const load = <T>(part: Promise<T>): Promise<T> =>
  part
    .catch((cause) => import(/* @vite-ignore */ /* webpackIgnore: true */ `${ADDRESS.exec(cause)}?${now()}`))
    .catch((cause: unknown) => {
      throw new OtpError('network', 'import()', { cause });
    });

/** Loads the parts with `import()`, which service workers do not have. */
export const partsOnDemand: Parts = {
  errorCodes: () => load(import('../cognito/error-codes.js')),
  maintenance: () => load(import('../session/maintenance.js')),
  nativeFlow: () => load(import('../handshake/native-flow.js')),
};
