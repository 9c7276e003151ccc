/** Creates all triggers of a user pool, for operators who compose Lambda functions of their own. */
import type { Channel } from '@cognito-otp/client/wire';
import { jsonLog } from './adapters/json-log.js';
import { systemClock } from './adapters/system-clock.js';
import { policyEnvironment, policyProperty } from './config/policy-environment.js';
import { createSettings } from './config/settings.js';
import { isCountryWithNumbers } from './domain/phone-number.js';
import type { Policy } from './domain/policy.js';
import { forAppClients } from './handlers/app-clients.js';
import { createAuthChallenge } from './handlers/create-auth-challenge.js';
import { customMessage } from './handlers/custom-message.js';
import { defineAuthChallenge } from './handlers/define-auth-challenge.js';
import { postAuthentication } from './handlers/post-authentication.js';
import { preSignUp } from './handlers/pre-sign-up.js';
import { verifyAuthChallengeResponse } from './handlers/verify-auth-challenge-response.js';
import { type Languages, languages } from './messages/index.js';
import type { Captcha } from './ports/captcha.js';
import type { Clock } from './ports/clock.js';
import type { KeyringSource } from './ports/keys.js';
import type { Log } from './ports/log.js';
import type { Sender } from './ports/sender.js';
import type { Store } from './ports/store.js';
import type { UserDirectory } from './ports/user-directory.js';

/** Options of {@link createTriggers}. */
export interface TriggersOptions {
  /** What the operator decides. All functions of a pool must have the same policy. */
  readonly policy: Policy;
  /** One sender for all channels (it reads `message.channel`), or one for each. */
  readonly sender: Sender | Readonly<Partial<Record<Channel, Sender>>>;
  /** The table, which all functions of a pool share. */
  readonly store: Store;
  /** The secret that codes are derived from. */
  readonly keys: KeyringSource;
  /** How PreSignUp looks users up, and PostAuthentication changes them. */
  readonly users: UserDirectory;
  /** Texts that replace or complete the package's own, by BCP 47 tag. */
  readonly messages?: Languages;
  /** If present, every message costs a CAPTCHA token. */
  readonly captcha?: Captcha;
  /** Receives every log event. By default, each is printed as one line of JSON on standard output. */
  readonly onEvent?: Log;
  /** The machine's clock by default. */
  readonly clock?: Clock;
}

/**
 * Creates all triggers of a user pool from ports: those of this package, or your own.
 *
 * @example
 * ```ts
 * const triggers = createTriggers({
 *   policy: { brand: 'Example', channels: ['email'] },
 *   sender: sesSender({ from: 'codes@example.com' }),
 *   store: dynamodbStore('codes', systemClock),
 *   keys: secretsManagerKeyring('codes/secret', systemClock),
 *   users: cognitoUserDirectory(),
 * });
 *
 * // Bundle this file, and name `index.preSignUp` and so on as the functions' handlers.
 * export const { preSignUp, defineAuthChallenge, createAuthChallenge } = triggers;
 * export const { verifyAuthChallengeResponse, postAuthentication, customMessage } = triggers;
 * ```
 *
 * @returns one asynchronous Lambda handler for each trigger.
 * @throws {ConfigurationError} if the policy is invalid. Its message names the property, what is expected and its value.
 */
export function createTriggers(options: TriggersOptions) {
  const { sender, store, keys, users, captcha, onEvent: log = jsonLog, clock = systemClock } = options;
  const settings = createSettings(policyEnvironment(options.policy), policyProperty);
  const define = defineAuthChallenge(settings.define());
  const appClients = settings.appClients();
  const senders = 'send' in sender ? { sms: sender, email: sender } : sender;
  const messages = { ...languages, ...options.messages };
  return {
    preSignUp: forAppClients(appClients, preSignUp({ config: settings.preSignUp(), store, users, clock, log })),
    // Lambda ignores what a handler returns unless it is a promise.
    defineAuthChallenge: async (event: Parameters<typeof define>[0]) => define(event),
    createAuthChallenge: forAppClients(
      appClients,
      createAuthChallenge({
        config: { ...settings.create(isCountryWithNumbers), messages },
        store,
        keys,
        senders,
        ...(captcha ? { captcha } : {}),
        clock,
        log,
      }),
    ),
    verifyAuthChallengeResponse: forAppClients(
      appClients,
      verifyAuthChallengeResponse({ config: settings.verify(), store, keys, clock, log }),
    ),
    customMessage: forAppClients(appClients, customMessage({ config: settings.customMessage(), store, clock, log })),
    postAuthentication: postAuthentication({
      config: settings.postAuthentication(),
      store,
      keys,
      users,
      ...(senders.sms?.confirm ? { confirm: senders.sms.confirm } : {}),
      clock,
      log,
    }),
  };
}
