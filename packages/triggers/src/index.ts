/** Parts to compose Lambda triggers of your own from; the ready-made handlers are the files in `lambda/`. */
export { dynamodbStore } from './aws/dynamodb-store.js';
export { secretsManagerKeyring } from './aws/secrets-manager-keyring.js';
export { type SesOptions, sesSender } from './aws/ses-sender.js';
export { type SnsOptions, snsSender } from './aws/sns-sender.js';
export { cognitoUserDirectory, type UserDirectory } from './aws/user-directory.js';
export { ConfigurationError, settings } from './config.js';
export { type CreateConfig, type CreateDependencies, createAuthChallenge } from './create-auth-challenge.js';
export { type DefineConfig, defineAuthChallenge } from './define-auth-challenge.js';
export type { Keyring, KeyringSource, SecretVersion } from './keys.js';
export { type Facts, jsonLog, type Log } from './log.js';
export { type PostAuthenticationDependencies, postAuthentication } from './post-authentication.js';
export { type PreSignUpConfig, type PreSignUpDependencies, preSignUp } from './pre-sign-up.js';
export type { Message, Outcome, Sender } from './sender.js';
export type { CounterLimits, CountResult, Store, Stored } from './store.js';
export {
  type VerifyConfig,
  type VerifyDependencies,
  verifyAuthChallengeResponse,
} from './verify-auth-challenge-response.js';
export type { Window } from './windows.js';
