/** The Lambda function of the trigger PostAuthentication, configured by its environment. */
import { metricLog } from '../adapters/metric-log.js';
import { systemClock as clock } from '../adapters/system-clock.js';
import { cognitoUserDirectory } from '../aws/cognito-user-directory.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { endUserMessagingFeedback } from '../aws/end-user-messaging-client.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { createSettings } from '../config/settings.js';
import { postAuthentication } from '../handlers/post-authentication.js';

const settings = createSettings(process.env);

/** The function's entry point. */
export const handler = postAuthentication({
  config: settings.postAuthentication(),
  store: dynamodbStore(settings.tableName(), clock),
  keys: secretsManagerKeyring(settings.secretId(), clock),
  users: cognitoUserDirectory(),
  ...(settings.smsFeedback() ? { confirm: endUserMessagingFeedback(settings.smsRegion()) } : {}),
  clock,
  log: metricLog(settings.stack(), clock),
});
