/**
 * Everything that is needed to compose the Lambda triggers yourself: `createTriggers`, the ports it takes, and adapters for
 * them. The ready-made handlers are the files in `lambda/`.
 */
export { jsonLog } from './adapters/json-log.js';
export { metricLog } from './adapters/metric-log.js';
export { sendersInOrder } from './adapters/senders-in-order.js';
export { type SiteVerifyOptions, siteVerify } from './adapters/site-verify.js';
export { systemClock } from './adapters/system-clock.js';
export { cognitoUserDirectory } from './aws/cognito-user-directory.js';
export { dynamodbStore } from './aws/dynamodb-store.js';
export { type EndUserMessagingOptions, endUserMessagingSender } from './aws/end-user-messaging-sender.js';
export { type NotifyOptions, notifySender } from './aws/notify-sender.js';
export { secretText } from './aws/secret-text.js';
export { secretsManagerKeyring } from './aws/secrets-manager-keyring.js';
export { type SesOptions, sesSender } from './aws/ses-sender.js';
export { type SnsOptions, snsSender } from './aws/sns-sender.js';
export { ConfigurationError } from './config/environment.js';
export { createSettings } from './config/settings.js';
export { createTriggers, type TriggersOptions } from './create-triggers.js';
export { parseSecret } from './domain/keyring.js';
export type { Policy } from './domain/policy.js';
export type { Languages, PluralTexts, Texts } from './messages/index.js';
export type { Captcha } from './ports/captcha.js';
export type { Clock } from './ports/clock.js';
export type { Keyring, KeyringSource, SecretVersion } from './ports/keys.js';
export type { Log, LogEvent, LogFields } from './ports/log.js';
export type { Message, Sender, SendOutcome } from './ports/sender.js';
export type { Counter, CounterLimits, CountResult, RecordWrite, Store, Stored } from './ports/store.js';
export type { UserDirectory } from './ports/user-directory.js';
