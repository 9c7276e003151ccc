/** The settings of the senders: which service sends SMS, from where, and the addresses of email. */
import type { EndUserMessagingOptions } from '../aws/end-user-messaging-sender.js';
import type { IndianRegistration } from '../aws/indian-registration.js';
import type { NotifyOptions } from '../aws/notify-sender.js';
import type { SesOptions } from '../aws/ses-sender.js';
import type { SnsOptions } from '../aws/sns-sender.js';
import { SECOND } from '../domain/time.js';
import type { EnvironmentReader } from './environment.js';
import { lifetime } from './limits.js';
import { originsByCountry } from './sms-origins.js';

/** Whether answered messages are reported to the provider. */
export const smsFeedback = (read: EnvironmentReader): boolean => read.oneOf('SMS_FEEDBACK', ['off', 'on']) === 'on';

/** The Region that SMS are sent from, if it is not the function's own. */
export function smsRegion(read: EnvironmentReader): { region?: string } {
  const region = read.text('SMS_REGION');
  if (region && !/^[a-z]{2}(-[a-z]{2,10}){1,3}-\d$/.test(region)) {
    read.fail('SMS_REGION', 'an AWS Region, for example eu-west-1');
  }
  return region ? { region } : {};
}

/** The ids that messages to India have to name, if they are set. */
export function indianRegistration(read: EnvironmentReader): { india?: IndianRegistration } {
  const [entityId, templateId] = ['SMS_INDIA_ENTITY_ID', 'SMS_INDIA_TEMPLATE_ID'].map((name) => {
    const id = read.text(name);
    if (id && !/^[A-Za-z0-9_-]{1,50}$/.test(id))
      read.fail(name, 'an id from a DLT platform, 1 to 50 letters or digits');
    return id;
  });
  if (entityId && templateId) return { india: { entityId, templateId } };
  if (entityId) read.fail('SMS_INDIA_TEMPLATE_ID', 'the id of the registered text, because SMS_INDIA_ENTITY_ID is set');
  if (templateId) read.fail('SMS_INDIA_ENTITY_ID', 'the id of the business, because SMS_INDIA_TEMPLATE_ID is set');
  return {};
}

/** Options of the AWS End User Messaging sender. `isCountry` tells codes of countries from others. */
export function endUserMessagingOptions(
  read: EnvironmentReader,
  isCountry: (code: string) => boolean,
): EndUserMessagingOptions {
  const originationIdentityByCountry = originsByCountry(read, isCountry);
  const originationIdentity =
    read.text('SMS_ORIGINATION_IDENTITY') ?? read.text('SMS_ORIGINATION_NUMBER') ?? read.text('SMS_SENDER_ID');
  const configurationSet = read.text('SMS_CONFIGURATION_SET');
  const protectConfigurationId = read.text('SMS_PROTECT_CONFIGURATION_ID');
  return {
    ...(originationIdentity ? { originationIdentity } : {}),
    ...(originationIdentityByCountry ? { originationIdentityByCountry } : {}),
    ...indianRegistration(read),
    ...(configurationSet ? { configurationSet } : {}),
    ...(protectConfigurationId ? { protectConfigurationId } : {}),
    ...smsRegion(read),
    timeToLive: lifetime(read) / SECOND,
    feedback: smsFeedback(read),
  };
}

/** How many messages the basic tier sends a day. https://docs.aws.amazon.com/sms-voice/latest/userguide/notify-tiers.html */
const BASIC_TIER_SENDS_A_DAY = 200;

/**
 * How many messages AWS Notify sends a day; `undefined` if that is not limited, or if another service sends the rest. The budget
 * of the pool must not exceed it, or the service would refuse accounts for which a part of the budget is reserved.
 */
export function notifySendsADay(read: EnvironmentReader): number | undefined {
  const isBasic = read.oneOf('SMS_NOTIFY_TIER', ['basic', 'advanced']) === 'basic';
  return isBasic && read.text('SMS_VIA') === 'notify' ? BASIC_TIER_SENDS_A_DAY : undefined;
}

/** Options of the AWS Notify sender. */
export function notifyOptions(read: EnvironmentReader): NotifyOptions {
  const name = 'SMS_NOTIFY_TEMPLATES';
  const templates = new Map<string, string>();
  for (const entry of (read.text(name) ?? 'en=notify-code-verification-english-001').split(',')) {
    const expected = `LANGUAGE=TEMPLATE-ID, once for each language, in the entry ${JSON.stringify(entry)}`;
    const [, language, template] =
      /^([A-Za-z]{2,3}(?:-[A-Za-z]{2,4})?)=([\w-]{1,100})$/.exec(entry) ?? read.fail(name, expected);
    if (templates.has(language!)) read.fail(name, expected);
    templates.set(language!, template!);
  }
  const configurationSet = read.text('SMS_CONFIGURATION_SET');
  return {
    notifyConfigurationId: read.required('SMS_NOTIFY_CONFIGURATION_ID', 'the id of a Notify configuration, nc-…'),
    templates,
    ...(configurationSet ? { configurationSet } : {}),
    ...smsRegion(read),
    timeToLive: lifetime(read) / SECOND,
    feedback: smsFeedback(read),
  };
}

/** Options of the Amazon SNS sender. */
export function snsOptions(read: EnvironmentReader): SnsOptions {
  const senderId = read.text('SMS_SENDER_ID');
  const originationNumber = read.text('SMS_ORIGINATION_NUMBER');
  if (senderId && !/^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/.test(senderId)) {
    read.fail('SMS_SENDER_ID', '1 to 11 letters, digits or hyphens, at least one of them a letter');
  }
  if (originationNumber && !/^\+?\d{5,15}$/.test(originationNumber)) {
    read.fail('SMS_ORIGINATION_NUMBER', 'a phone number or short code, for example +12065550100 or 12345');
  }
  return {
    ...(senderId ? { senderId } : {}),
    ...(originationNumber ? { originationNumber } : {}),
    ...smsRegion(read),
    ...indianRegistration(read),
    type: read.oneOf('SMS_TYPE', ['Transactional', 'Promotional']),
  };
}

/** Options of the Amazon SES sender. */
export function sesOptions(read: EnvironmentReader): SesOptions {
  const configurationSet = read.text('EMAIL_CONFIGURATION_SET');
  return {
    from: read.required('EMAIL_FROM', 'an address that SES has verified, for example codes@example.com'),
    ...(configurationSet ? { configurationSet } : {}),
  };
}
