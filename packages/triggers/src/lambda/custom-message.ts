import { metricLog } from '../adapters/metric-log.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { createSettings } from '../config/settings.js';
import { customMessage } from '../handlers/custom-message.js';
import { systemClock as clock } from '../ports/clock.js';

const settings = createSettings(process.env);

export const handler = customMessage({
  config: settings.customMessage(),
  store: dynamodbStore(settings.tableName(), clock),
  clock,
  log: metricLog(settings.stack(), clock),
});
