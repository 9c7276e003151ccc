/** The Lambda function of the trigger VerifyAuthChallengeResponse, configured by its environment. */
import { metricLog } from '../adapters/metric-log.js';
import { systemClock as clock } from '../adapters/system-clock.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { createSettings } from '../config/settings.js';
import { forAppClients } from '../handlers/app-clients.js';
import { verifyAuthChallengeResponse } from '../handlers/verify-auth-challenge-response.js';

const settings = createSettings(process.env);

/** The function's entry point. */
export const handler = forAppClients(
  settings.appClients(),
  verifyAuthChallengeResponse({
    config: settings.verify(),
    store: dynamodbStore(settings.tableName(), clock),
    keys: secretsManagerKeyring(settings.secretId(), clock),
    clock,
    log: metricLog(settings.stack(), clock),
  }),
);
