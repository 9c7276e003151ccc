import { dynamodbStore } from '../aws/dynamodb-store.js';
import { systemClock as clock } from '../clock.js';
import { settings } from '../config.js';
import { metricLog } from '../metrics.js';
import { preSignUp } from '../pre-sign-up.js';

const read = settings(process.env);

export const handler = preSignUp({
  config: read.preSignUp(),
  store: dynamodbStore(read.tableName(), clock),
  clock,
  log: metricLog(read.stack(), clock),
});
