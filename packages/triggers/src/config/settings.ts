/** Assembles the configuration of each trigger from environment variables. */
import { isChannel } from '../domain/channel.js';
import type { CreateConfig } from '../handlers/create-auth-challenge.js';
import type { CustomMessageConfig } from '../handlers/custom-message.js';
import type { PostAuthenticationConfig } from '../handlers/post-authentication.js';
import type { PreSignUpConfig } from '../handlers/pre-sign-up.js';
import type { VerifyConfig } from '../handlers/verify-auth-challenge-response.js';
import { defineConfig } from './define-config.js';
import { createEnvironmentReader, type Environment, type EnvironmentReader, matches } from './environment.js';
import {
  accountLimits,
  appClients,
  codeLength,
  destinationSends,
  firstProofResets,
  poolSends,
  rangeSends,
  signUpAttributes,
  signUps,
} from './limits.js';
import {
  endUserMessagingOptions,
  indianRegistration,
  notifyOptions,
  notifySendsADay,
  sesOptions,
  smsFeedback,
  smsRegion,
  snsOptions,
} from './messaging.js';

/** The services that can send SMS. */
const SMS_SERVICES = ['sns', 'end-user-messaging', 'notify'] as const;

const isSmsService = (word: string): word is (typeof SMS_SERVICES)[number] =>
  SMS_SERVICES.some((service) => service === word);

/** How both errors about `COUNTRIES` end. */
const COUNTRIES_EXAMPLE = 'for example GB,US';

/**
 * Reads settings from environment variables. Nothing is read before a method of the result is called, so that each
 * function needs only the variables of its own trigger.
 *
 * @param displayName converts a variable's name to the name that errors show; the variable's own name by default.
 * @returns one method for each group of settings. Each throws a {@link ConfigurationError} for an invalid value.
 */
export function createSettings(environment: Environment, displayName?: (name: string) => string) {
  const read = createEnvironmentReader(environment, displayName);
  return {
    /** The DynamoDB table. */
    tableName: () => read.required('TABLE_NAME', 'the name of the DynamoDB table'),
    /** Ids of the app clients whose users sign in with codes; empty for all of the pool. */
    appClients: () => appClients(read),
    /** The dimension that metrics are published under. */
    stack: () => read.text('STACK_NAME') ?? 'cognito-otp',
    /** The secret that codes are derived from. */
    secretId: () => read.required('SECRET_ID', 'the name or ARN of the secret in Secrets Manager'),
    /** Where CAPTCHA tokens are verified; `undefined` if no CAPTCHA is required. */
    captcha: () => captchaSettings(read),
    define: () => defineConfig(read),
    /**
     * `isCountry` reports whether a code is that of a country. It is a parameter, because only Create's bundle has
     * the list.
     */
    create: (isCountry: (code: string) => boolean) => createConfig(read, isCountry),
    verify: (): VerifyConfig => ({
      ...accountLimits(read),
      codeLength: codeLength(read),
      rangeSends: rangeSends(read),
    }),
    preSignUp: (): PreSignUpConfig => ({
      attributes: signUpAttributes(read),
      clients: new Set(read.words('SIGN_UP_CLIENTS', matches(/^[\w+]{1,128}$/), 'ids of app clients', [])),
      channels: channels(read),
      signUps: signUps(read),
      remembersSignUps: appClients(read).size > 0,
      autoVerify: read.oneOf('AUTO_VERIFY', ['by-proof', 'at-sign-up']),
    }),
    customMessage: (): CustomMessageConfig => ({
      sends: destinationSends(read),
      poolSends: poolSends(read),
      addressChange: read.oneOf('ADDRESS_CHANGE', ['off', 'on']),
    }),
    postAuthentication: (): PostAuthenticationConfig => ({
      signUpAttributes: signUpAttributes(read),
      resets: firstProofResets(read),
      appClients: appClients(read),
    }),
    /** The services that send SMS, in the order in which they are tried. */
    smsVia: () => read.words('SMS_VIA', isSmsService, `one or more of ${SMS_SERVICES.join(', ')}, in order`, ['sns']),
    /** Options of `endUserMessagingSender`. `isCountry` tells codes of countries from others; by default, all are. */
    endUserMessaging: (isCountry: (code: string) => boolean = () => true) => endUserMessagingOptions(read, isCountry),
    /** Options of `notifySender`. */
    notify: () => notifyOptions(read),
    /** Whether answered messages are reported to AWS End User Messaging. */
    smsFeedback: () => smsFeedback(read),
    /** The Region that SMS are sent from. */
    smsRegion: () => smsRegion(read),
    /** Options of `snsSender`. */
    sms: () => snsOptions(read),
    /** Options of `sesSender`. */
    email: () => sesOptions(read),
  };
}

function captchaSettings(read: EnvironmentReader): { url: string; secretId: string } | undefined {
  const url = read.text('CAPTCHA_VERIFY_URL');
  if (!url) return undefined;
  if (!/^https:\/\/[^\s]+$/.test(url)) read.fail('CAPTCHA_VERIFY_URL', 'an https URL');
  return { url, secretId: read.required('CAPTCHA_SECRET_ID', 'the name or ARN of the secret with the CAPTCHA key') };
}

const channels = (read: EnvironmentReader) => read.words('CHANNELS', isChannel, 'sms, email or both', ['sms']);

function createConfig(read: EnvironmentReader, isCountry: (code: string) => boolean): Omit<CreateConfig, 'messages'> {
  const all = channels(read);
  const countries = all.includes('sms') ? smsCountries(read, isCountry) : new Set<string>();
  const domain = read.text('DOMAIN');
  if (domain && !/^[a-z0-9.-]{1,80}(:\d+)?$/.test(domain)) {
    read.fail('DOMAIN', 'a host name, for example example.com');
  }
  return {
    ...accountLimits(read),
    codeLength: codeLength(read),
    sendOn: read.oneOf('SEND_ON', ['start', 'request']),
    channels: all,
    countries,
    brand: read.required('BRAND', 'the name by which users know you'),
    ...(domain ? { domain } : {}),
    // Carriers in India compare each message with the registered text, which has one language.
    oneLanguageIn: new Set(indianRegistration(read).india ? ['IN'] : []),
    locale: read.text('LOCALE') ?? 'en',
    responseInterval: read.number('ANSWER_PACE_MS', 500, 0, 1500),
    sends: destinationSends(read),
    rangeSends: rangeSends(read),
    poolSends: poolSends(read, notifySendsADay(read)),
  };
}

function smsCountries(read: EnvironmentReader, isCountry: (code: string) => boolean): ReadonlySet<string> {
  const codes = read.words(
    'COUNTRIES',
    (code): code is string => code === '*' || isCountry(code),
    `ISO 3166-1 codes of countries with telephone numbers, ${COUNTRIES_EXAMPLE} (the United Kingdom is GB)`,
    [],
  );
  if (codes.length === 0) {
    read.fail('COUNTRIES', `the ISO 3166-1 codes of the countries to send SMS to, ${COUNTRIES_EXAMPLE}`);
  }
  return new Set(codes);
}
