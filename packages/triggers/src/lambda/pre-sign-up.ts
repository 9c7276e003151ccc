import { metricLog } from '../adapters/metrics.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { settings } from '../config.js';
import { preSignUp } from '../handlers/pre-sign-up.js';
import { systemClock as clock } from '../ports/clock.js';

const read = settings(process.env);

export const handler = preSignUp({
  config: read.preSignUp(),
  store: dynamodbStore(read.tableName(), clock),
  clock,
  log: metricLog(read.stack(), clock),
});
