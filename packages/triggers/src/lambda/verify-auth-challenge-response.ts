import { metricLog } from '../adapters/metrics.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { settings } from '../config.js';
import { verifyAuthChallengeResponse } from '../handlers/verify-auth-challenge-response.js';
import { systemClock as clock } from '../ports/clock.js';

const read = settings(process.env);

export const handler = verifyAuthChallengeResponse({
  config: read.verify(),
  store: dynamodbStore(read.tableName(), clock),
  keys: secretsManagerKeyring(read.secretId(), clock),
  clock,
  log: metricLog(read.stack(), clock),
});
