import { metricLog } from '../adapters/metrics.js';
import { siteVerify } from '../adapters/site-verify.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { endUserMessagingSender } from '../aws/end-user-messaging-sender.js';
import { secretText } from '../aws/secret-text.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { sesSender } from '../aws/ses-sender.js';
import { snsSender } from '../aws/sns-sender.js';
import { settings } from '../config.js';
import { createAuthChallenge } from '../handlers/create-auth-challenge.js';
import { languages } from '../messages/index.js';
import { systemClock as clock } from '../ports/clock.js';

const read = settings(process.env);
const captcha = read.captcha();
const config = { ...read.create(), messages: languages };

const smsSender = () =>
  read.smsVia() === 'end-user-messaging' ? endUserMessagingSender(read.endUserMessaging()) : snsSender(read.sms());

export const handler = createAuthChallenge({
  config,
  store: dynamodbStore(read.tableName(), clock),
  keys: secretsManagerKeyring(read.secretId(), clock),
  senders: {
    ...(config.channels.includes('sms') ? { sms: smsSender() } : {}),
    ...(config.channels.includes('email') ? { email: sesSender(read.email()) } : {}),
  },
  ...(captcha ? { captcha: siteVerify({ url: captcha.url, secret: secretText(captcha.secretId, clock) }) } : {}),
  clock,
  log: metricLog(read.stack(), clock),
});
