import { dynamodbStore } from '../aws/dynamodb-store.js';
import { settings } from '../config.js';
import { jsonLog } from '../log.js';
import { preSignUp } from '../pre-sign-up.js';

const read = settings();
const clock = () => Date.now();

export const handler = preSignUp({
  config: read.preSignUp(),
  store: dynamodbStore(read.tableName(), clock),
  clock,
  log: jsonLog,
});
