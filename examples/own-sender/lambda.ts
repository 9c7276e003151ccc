/** The handlers of `handlers.ts` as exports of one module, for deployment to Lambda. */
import { handlersOf } from './handlers.js';

const triggers = handlersOf(process.env as Record<string, string>);

// Bundle this file and use `index.preSignUp`, `index.createAuthChallenge` and so on as the functions' handlers.
export const {
  preSignUp,
  defineAuthChallenge,
  createAuthChallenge,
  verifyAuthChallengeResponse,
  postAuthentication,
  customMessage,
} = triggers;
