/** Triggers with a store, a keyring and a user directory of your own. Deployed with the template of `own-sender`. */
import {
  cognitoUserDirectory,
  createTriggers,
  dynamodbStore,
  jsonLog,
  sesSender,
  systemClock,
} from '@cognito-otp/triggers';
import { directoryWithoutLookups } from './directory-without-lookups.js';
import { extensionKeyring } from './extension-keyring.js';
import { sharedTableStore } from './shared-table-store.js';

const { TABLE_NAME, SECRET_ID, AWS_SESSION_TOKEN, PARAMETERS_SECRETS_EXTENSION_HTTP_PORT } = process.env;
if (!TABLE_NAME || !SECRET_ID) throw new Error('TABLE_NAME and SECRET_ID must be set');

export const {
  preSignUp,
  defineAuthChallenge,
  createAuthChallenge,
  verifyAuthChallengeResponse,
  postAuthentication,
  customMessage,
} = createTriggers({
  policy: { brand: 'Example', channels: ['email'], answerPaceMs: 0 },
  sender: sesSender({ from: 'codes@example.com' }),
  store: sharedTableStore(dynamodbStore(TABLE_NAME, systemClock), 'sign-in/'),
  keys: extensionKeyring(SECRET_ID, Number(PARAMETERS_SECRETS_EXTENSION_HTTP_PORT ?? 2773), AWS_SESSION_TOKEN ?? ''),
  users: directoryWithoutLookups(cognitoUserDirectory()),
  onEvent: jsonLog,
});
