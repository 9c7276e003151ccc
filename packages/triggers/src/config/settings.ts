import type { Channel } from '@cognito-otp/client/wire';
import type { AccountLimits } from '../domain/account.js';
import { CLOSED_ATTRIBUTE } from '../domain/closed-account.js';
import { DAY, MINUTE, type RateWindow, SECOND } from '../domain/rate-window.js';
import type { CreateConfig } from '../handlers/create-auth-challenge.js';
import type { CustomMessageConfig } from '../handlers/custom-message.js';
import type { DefineConfig } from '../handlers/define-auth-challenge.js';
import type { PostAuthenticationConfig } from '../handlers/post-authentication.js';
import type { PreSignUpConfig } from '../handlers/pre-sign-up.js';
import type { VerifyConfig } from '../handlers/verify-auth-challenge-response.js';
import type { CounterLimits } from '../ports/store.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** A function's settings can't work. Thrown at cold start; says which one, what it may be and what it is. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}

/**
 * Reads settings out of an environment.
 *
 * @param shownAs how an error calls a setting.
 * @throws {ConfigurationError} when one is asked for that can't work.
 */
export function createSettings(environment: Environment, shownAs: (name: string) => string = (name) => name) {
  const fail = (name: string, expected: string): never => {
    const value = environment[name];
    const found = value === undefined ? 'not set' : JSON.stringify(value.slice(0, 80));
    throw new ConfigurationError(`${shownAs(name)} must be ${expected}; it is ${found}`);
  };
  const text = (name: string) => environment[name]?.trim() || undefined;
  const required = (name: string, expected: string) => text(name) ?? fail(name, expected);

  const number = (name: string, fallback: number, least: number, most: number): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const parsed = /^\d+$/.test(value) ? Number(value) : Number.NaN;
    return parsed >= least && parsed <= most ? parsed : fail(name, `a whole number from ${least} to ${most}`);
  };
  const oneOf = <Value extends string>(name: string, values: readonly Value[]): Value => {
    const value = text(name) ?? values[0]!;
    return values.find((known) => known === value) ?? fail(name, `one of ${values.join(', ')}`);
  };
  const words = (name: string, form: RegExp, expected: string, fallback: readonly string[]): string[] => {
    const value = text(name);
    if (value === undefined) return [...fallback];
    const list = value.split(/[\s,]+/).filter(Boolean);
    return list.every((word) => form.test(word)) ? [...new Set(list)] : fail(name, expected);
  };

  const attempts = () => number('ATTEMPTS', 3, 1, 5);
  const codeLength = () => number('CODE_LENGTH', 6, 4, 10);
  const lifetime = () => number('CODE_LIFETIME_SECONDS', 300, 60, 600) * SECOND;
  const windows = (...list: [name: string, fallback: number, most: number, span: number][]): RateWindow[] =>
    list.map(([name, fallback, most, span]) => ({ count: number(name, fallback, 1, most), span }));
  const coolDown = () => number('SEND_WAIT_SECONDS', 30, 10, 600) * SECOND;

  const account = (): AccountLimits => ({
    attempts: attempts(),
    guesses: windows(['GUESSES_IN_15_MINUTES', 5, 10, 15 * MINUTE], ['GUESSES_A_DAY', 20, 50, DAY]),
    guessesInARow: number('GUESSES_IN_A_ROW', 100, 10, 100),
    lifetime: lifetime(),
    coolDown: coolDown(),
  });
  const hourAndDay = (hourName: string, hourly: number, dayName: string, daily: number): CounterLimits => ({
    hour: number(hourName, hourly, 1, 1_000_000),
    day: number(dayName, daily, 1, 10_000_000),
  });

  const signUpAttributes = () => {
    const name = 'SIGN_UP_ATTRIBUTES';
    const names = new Set(words(name, /^[\w:]{1,32}$/, 'names of user attributes', ['locale']));
    if (names.has(CLOSED_ATTRIBUTE))
      fail(name, `names of user attributes without ${CLOSED_ATTRIBUTE}, which operators set`);
    return names;
  };
  const factorOrder = () => oneOf('FACTOR_ORDER', ['otp', 'password-then-otp']);
  const rangeSends = () => hourAndDay('RANGE_SENDS_AN_HOUR', 10, 'RANGE_SENDS_A_DAY', 40);
  const poolSends = () => hourAndDay('POOL_SENDS_AN_HOUR', 100, 'POOL_SENDS_A_DAY', 500);
  const sends = (): RateWindow[] => [
    { count: 1, span: coolDown() },
    ...windows(['SENDS_IN_10_MINUTES', 3, 10, 10 * MINUTE], ['SENDS_A_DAY', 6, 50, DAY]),
  ];

  const smsRegion = () => {
    const region = text('SMS_REGION');
    if (region && !/^[a-z]{2}(-[a-z]{2,10}){1,3}-\d$/.test(region))
      fail('SMS_REGION', 'a Region, eu-west-1 for instance');
    return region ? { region } : {};
  };
  const smsFeedback = () => oneOf('SMS_FEEDBACK', ['off', 'on']) === 'on';

  const create = (): Omit<CreateConfig, 'messages'> => {
    const channels = words('CHANNELS', /^(sms|email)$/, 'sms, email or both', ['sms']) as Channel[];
    const countries = channels.includes('sms')
      ? words('COUNTRIES', /^([A-Z]{2}|\*)$/, 'ISO 3166-1 country codes, GB,US for instance', [])
      : [];
    if (channels.includes('sms') && countries.length === 0) {
      fail('COUNTRIES', 'the ISO 3166-1 codes of the countries to send SMS to, GB,US for instance');
    }
    const domain = text('DOMAIN');
    if (domain && !/^[a-z0-9.-]{1,80}(:\d+)?$/.test(domain)) fail('DOMAIN', 'a host name, example.com for instance');
    return {
      ...account(),
      codeLength: codeLength(),
      sendOn: oneOf('SEND_ON', ['start', 'request']),
      channels,
      countries: new Set(countries),
      brand: required('BRAND', 'the name people know you by'),
      ...(domain ? { domain } : {}),
      locale: text('LOCALE') ?? 'en',
      pace: number('ANSWER_PACE_MS', 500, 0, 1500),
      sends: sends(),
      rangeSends: rangeSends(),
      poolSends: poolSends(),
    };
  };

  return {
    tableName: () => required('TABLE_NAME', 'the name of the DynamoDB table'),
    /** The name that metrics are kept under. */
    stack: () => text('STACK_NAME') ?? 'cognito-otp',
    captcha: () => {
      const url = text('CAPTCHA_VERIFY_URL');
      if (!url) return undefined;
      if (!/^https:\/\/[^\s]+$/.test(url)) fail('CAPTCHA_VERIFY_URL', 'an https address');
      return { url, secretId: required('CAPTCHA_SECRET_ID', 'the name or ARN of the secret with the CAPTCHA key') };
    },
    secretId: () => required('SECRET_ID', 'the name or ARN of the secret in Secrets Manager'),
    define: (): DefineConfig => ({
      attempts: attempts(),
      factorOrder: factorOrder(),
    }),
    create,
    verify: (): VerifyConfig => ({ ...account(), codeLength: codeLength(), rangeSends: rangeSends() }),
    preSignUp: (): PreSignUpConfig => ({
      attributes: signUpAttributes(),
      clients: new Set(words('SIGN_UP_CLIENTS', /^[\w+]{1,128}$/, 'ids of app clients', [])),
      signUps: hourAndDay('SIGN_UPS_AN_HOUR', 100, 'SIGN_UPS_A_DAY', 1000),
      autoVerify: oneOf('AUTO_VERIFY', ['by-proof', 'at-sign-up']),
    }),
    customMessage: (): CustomMessageConfig => ({ sends: sends(), poolSends: poolSends() }),
    postAuthentication: (): PostAuthenticationConfig => ({
      signUpAttributes: signUpAttributes(),
      keepsPassword: factorOrder() === 'password-then-otp',
    }),
    smsVia: () => oneOf('SMS_VIA', ['sns', 'end-user-messaging']),
    endUserMessaging: () => {
      const originationIdentity = text('SMS_ORIGINATION_NUMBER') ?? text('SMS_SENDER_ID');
      const configurationSet = text('SMS_CONFIGURATION_SET');
      const protectConfigurationId = text('SMS_PROTECT_CONFIGURATION_ID');
      return {
        ...(originationIdentity ? { originationIdentity } : {}),
        ...(configurationSet ? { configurationSet } : {}),
        ...(protectConfigurationId ? { protectConfigurationId } : {}),
        ...smsRegion(),
        timeToLive: lifetime() / SECOND,
        feedback: smsFeedback(),
      };
    },
    smsFeedback,
    smsRegion,
    sms: () => {
      const senderId = text('SMS_SENDER_ID');
      const originationNumber = text('SMS_ORIGINATION_NUMBER');
      if (senderId && !/^(?=.*[A-Za-z])[A-Za-z0-9-]{1,11}$/.test(senderId)) {
        fail('SMS_SENDER_ID', '1 to 11 letters, digits or hyphens, at least one of them a letter');
      }
      if (originationNumber && !/^\+\d{5,15}$/.test(originationNumber)) {
        fail('SMS_ORIGINATION_NUMBER', 'a number like +12065550100');
      }
      return {
        ...(senderId ? { senderId } : {}),
        ...(originationNumber ? { originationNumber } : {}),
        ...smsRegion(),
        type: oneOf('SMS_TYPE', ['Transactional', 'Promotional']),
      };
    },
    email: () => {
      const configurationSet = text('EMAIL_CONFIGURATION_SET');
      return {
        from: required('EMAIL_FROM', 'an address that SES has verified, codes@example.com for instance'),
        ...(configurationSet ? { configurationSet } : {}),
      };
    },
  };
}
