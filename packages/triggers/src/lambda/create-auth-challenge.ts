/** The Lambda function of the trigger CreateAuthChallenge, configured by its environment. */
import { metricLog } from '../adapters/metric-log.js';
import { sendersInOrder } from '../adapters/senders-in-order.js';
import { siteVerify } from '../adapters/site-verify.js';
import { systemClock as clock } from '../adapters/system-clock.js';
import { dynamodbStore } from '../aws/dynamodb-store.js';
import { endUserMessagingSender } from '../aws/end-user-messaging-sender.js';
import { notifySender } from '../aws/notify-sender.js';
import { secretText } from '../aws/secret-text.js';
import { secretsManagerKeyring } from '../aws/secrets-manager-keyring.js';
import { sesSender } from '../aws/ses-sender.js';
import { snsSender } from '../aws/sns-sender.js';
import { createSettings } from '../config/settings.js';
import { isCountryWithNumbers } from '../domain/phone-number.js';
import { forAppClients } from '../handlers/app-clients.js';
import { createAuthChallenge } from '../handlers/create-auth-challenge.js';
import { languages } from '../messages/index.js';

const settings = createSettings(process.env);
const captcha = settings.captcha();
const config = { ...settings.create(isCountryWithNumbers), messages: languages };

const log = metricLog(settings.stack(), clock);

const smsServices = {
  sns: () => snsSender(settings.sms()),
  'end-user-messaging': () => endUserMessagingSender(settings.endUserMessaging(isCountryWithNumbers)),
  notify: () => notifySender(settings.notify()),
} satisfies Record<ReturnType<typeof settings.smsVia>[number], unknown>;
const smsSender = () => {
  const services = settings.smsVia().map((service) => smsServices[service]());
  return services.length === 1 ? services[0]! : sendersInOrder(services, log);
};

/** The function's entry point. */
export const handler = forAppClients(
  settings.appClients(),
  createAuthChallenge({
    config,
    store: dynamodbStore(settings.tableName(), clock),
    keys: secretsManagerKeyring(settings.secretId(), clock),
    senders: {
      ...(config.channels.includes('sms') ? { sms: smsSender() } : {}),
      ...(config.channels.includes('email') ? { email: sesSender(settings.email()) } : {}),
    },
    ...(captcha ? { captcha: siteVerify({ url: captcha.url, secret: secretText(captcha.secretId, clock) }) } : {}),
    clock,
    log,
  }),
);
