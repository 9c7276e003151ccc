import { rotateSecret } from '../aws/rotate-secret.js';

export const handler = rotateSecret();
