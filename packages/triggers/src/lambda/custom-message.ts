import { metricLog } from '../adapters/metrics.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { settings } from '../config.js';
import { customMessage } from '../handlers/custom-message.js';
import { systemClock as clock } from '../ports/clock.js';

const read = settings(process.env);

export const handler = customMessage({
  config: read.customMessage(),
  store: dynamodbStore(read.tableName(), clock),
  clock,
  log: metricLog(read.stack(), clock),
});
