import { dynamodbStore } from '../aws/dynamodb-store.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { systemClock as clock } from '../clock.js';
import { settings } from '../config.js';
import { metricLog } from '../metrics.js';
import { verifyAuthChallengeResponse } from '../verify-auth-challenge-response.js';

const read = settings(process.env);

export const handler = verifyAuthChallengeResponse({
  config: read.verify(),
  store: dynamodbStore(read.tableName(), clock),
  keys: secretsManagerKeyring(read.secretId(), clock),
  clock,
  log: metricLog(read.stack(), clock),
});
