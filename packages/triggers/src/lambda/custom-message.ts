/** The Lambda function of the trigger CustomMessage, configured by its environment. */
import { metricLog } from '../adapters/metric-log.js';
import { systemClock as clock } from '../adapters/system-clock.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { createSettings } from '../config/settings.js';
import { forAppClients } from '../handlers/app-clients.js';
import { customMessage } from '../handlers/custom-message.js';

const settings = createSettings(process.env);

/** The function's entry point. */
export const handler = forAppClients(
  settings.appClients(),
  customMessage({
    config: settings.customMessage(),
    store: dynamodbStore(settings.tableName(), clock),
    clock,
    log: metricLog(settings.stack(), clock),
  }),
);
