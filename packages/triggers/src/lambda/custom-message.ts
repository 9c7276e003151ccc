import { dynamodbStore } from '../aws/dynamodb-store.js';
import { systemClock as clock } from '../clock.js';
import { settings } from '../config.js';
import { customMessage } from '../custom-message.js';
import { metricLog } from '../metrics.js';

const read = settings(process.env);

export const handler = customMessage({
  config: read.customMessage(),
  store: dynamodbStore(read.tableName(), clock),
  clock,
  log: metricLog(read.stack(), clock),
});
