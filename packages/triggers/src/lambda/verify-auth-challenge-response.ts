import { metricLog } from '../adapters/metric-log.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { createSettings } from '../config/settings.js';
import { verifyAuthChallengeResponse } from '../handlers/verify-auth-challenge-response.js';
import { systemClock as clock } from '../ports/clock.js';

const settings = createSettings(process.env);

export const handler = verifyAuthChallengeResponse({
  config: settings.verify(),
  store: dynamodbStore(settings.tableName(), clock),
  keys: secretsManagerKeyring(settings.secretId(), clock),
  clock,
  log: metricLog(settings.stack(), clock),
});
