import { dynamodbStore } from '../aws/dynamodb-store.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { sesSender } from '../aws/ses-sender.js';
import { snsSender } from '../aws/sns-sender.js';
import { systemClock as clock } from '../clock.js';
import { settings } from '../config.js';
import { createAuthChallenge } from '../create-auth-challenge.js';
import { jsonLog } from '../log.js';
import { languages } from '../messages/index.js';

const read = settings(process.env);
const config = { ...read.create(), messages: languages };

export const handler = createAuthChallenge({
  config,
  store: dynamodbStore(read.tableName(), clock),
  keys: secretsManagerKeyring(read.secretId(), clock),
  senders: {
    ...(config.channels.includes('sms') ? { sms: snsSender(read.sms()) } : {}),
    ...(config.channels.includes('email') ? { email: sesSender(read.email()) } : {}),
  },
  clock,
  log: jsonLog,
});
