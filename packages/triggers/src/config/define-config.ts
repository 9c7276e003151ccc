/** The settings of DefineAuthChallenge, in a file of their own: its bundle is the smallest, and needs no other settings. */
import type { DefineConfig } from '../handlers/define-auth-challenge.js';
import type { EnvironmentReader } from './environment.js';
import { appClients, attempts, factorOrder } from './limits.js';

/** Reads the settings of DefineAuthChallenge. */
export const defineConfig = (read: EnvironmentReader): DefineConfig => ({
  appClients: appClients(read),
  attempts: attempts(read),
  factorOrder: factorOrder(read),
});
