/** Parts to compose Lambda triggers of your own from; the ready-made handlers are the files in `lambda/`. */
export { cognitoUserDirectory } from './aws/cognito-user-directory.js';
export { dynamodbStore } from './aws/dynamodb-store.js';
export { secretsManagerKeyring } from './aws/secrets-manager-keyring.js';
export { type SesOptions, sesSender } from './aws/ses-sender.js';
export { type SnsOptions, snsSender } from './aws/sns-sender.js';
export type { Captcha } from './captcha.js';
export { type Clock, systemClock } from './clock.js';
export { ConfigurationError, settings } from './config.js';
export { createTriggers, type TriggersOptions } from './create-triggers.js';
export type { Keyring, KeyringSource, SecretVersion } from './keys.js';
export { type Facts, jsonLog, type Log } from './log.js';
export type { Languages, Texts } from './messages/index.js';
export type { Policy } from './policy.js';
export type { Message, Outcome, Sender } from './sender.js';
export type { Counter, CounterLimits, CountResult, Store, Stored } from './store.js';
export type { UserDirectory } from './user-directory.js';
