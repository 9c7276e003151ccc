/** The Lambda function of the trigger DefineAuthChallenge, configured by its environment. */
import { defineConfig } from '../config/define-config.js';
import { createEnvironmentReader } from '../config/environment.js';
import { defineAuthChallenge } from '../handlers/define-auth-challenge.js';

const define = defineAuthChallenge(defineConfig(createEnvironmentReader(process.env)));

/** The function's entry point. */
export const handler = async (event: Parameters<typeof define>[0]) => define(event);
