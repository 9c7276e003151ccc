import { metricLog } from '../adapters/metrics.js';
import { cognitoUserDirectory } from '../aws/cognito-user-directory.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { endUserMessagingFeedback } from '../aws/end-user-messaging-sender.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { settings } from '../config.js';
import { postAuthentication } from '../handlers/post-authentication.js';
import { systemClock as clock } from '../ports/clock.js';

const read = settings(process.env);

export const handler = postAuthentication({
  config: read.postAuthentication(),
  store: dynamodbStore(read.tableName(), clock),
  keys: secretsManagerKeyring(read.secretId(), clock),
  users: cognitoUserDirectory(),
  ...(read.smsFeedback() ? { confirm: endUserMessagingFeedback(read.smsRegion()) } : {}),
  clock,
  log: metricLog(read.stack(), clock),
});
