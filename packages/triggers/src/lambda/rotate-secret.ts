/** The Lambda function that rotates the secret. */
import { rotateSecret } from '../aws/rotate-secret.js';

/** The function's entry point. */
export const handler = rotateSecret();
