/** The Lambda function of the trigger PreSignUp, configured by its environment. */
import { metricLog } from '../adapters/metric-log.js';
import { systemClock as clock } from '../adapters/system-clock.js';
import { cognitoUserDirectory } from '../aws/cognito-user-directory.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { createSettings } from '../config/settings.js';
import { forAppClients } from '../handlers/app-clients.js';
import { preSignUp } from '../handlers/pre-sign-up.js';

const settings = createSettings(process.env);

/** The function's entry point. */
export const handler = forAppClients(
  settings.appClients(),
  preSignUp({
    config: settings.preSignUp(),
    store: dynamodbStore(settings.tableName(), clock),
    users: cognitoUserDirectory(),
    clock,
    log: metricLog(settings.stack(), clock),
  }),
);
