import { metricLog } from '../adapters/metric-log.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { createSettings } from '../config/settings.js';
import { preSignUp } from '../handlers/pre-sign-up.js';
import { systemClock as clock } from '../ports/clock.js';

const settings = createSettings(process.env);

export const handler = preSignUp({
  config: settings.preSignUp(),
  store: dynamodbStore(settings.tableName(), clock),
  clock,
  log: metricLog(settings.stack(), clock),
});
