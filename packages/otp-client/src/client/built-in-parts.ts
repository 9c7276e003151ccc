import * as errorCodes from '../cognito/error-codes.js';
import * as nativeFlow from '../handshake/native-flow.js';
import * as maintenance from '../session/maintenance.js';
import type { Parts } from './parts.js';

/** All parts of the client, without `import()`. */
export const builtInParts: Parts = {
  errorCodes: async () => errorCodes,
  maintenance: async () => maintenance,
  nativeFlow: async () => nativeFlow,
};
