import type { Channel } from '@cognito-otp/client/wire';
import { createSettings } from './config/settings.js';
import { type Policy, policyEnvironment, policyProperty } from './domain/policy.js';
import type { Captcha } from './flows/spend-captcha-token.js';
import { createAuthChallenge } from './handlers/create-auth-challenge.js';
import { customMessage } from './handlers/custom-message.js';
import { defineAuthChallenge } from './handlers/define-auth-challenge.js';
import { postAuthentication } from './handlers/post-authentication.js';
import { preSignUp } from './handlers/pre-sign-up.js';
import { verifyAuthChallengeResponse } from './handlers/verify-auth-challenge-response.js';
import { type Languages, languages } from './messages/index.js';
import { type Clock, systemClock } from './ports/clock.js';
import type { KeyringSource } from './ports/keys.js';
import { jsonLog, type Log } from './ports/log.js';
import type { Sender } from './ports/sender.js';
import type { Store } from './ports/store.js';
import type { UserDirectory } from './ports/user-directory.js';

export interface TriggersOptions {
  policy: Policy;
  /** One for all channels (it reads `message.channel`), or one each. */
  sender: Sender | Partial<Record<Channel, Sender>>;
  store: Store;
  keys: KeyringSource;
  users: UserDirectory;
  /** Texts in place of, or besides, the package's own, by BCP 47 language. */
  messages?: Languages;
  /** Asked before every message. */
  captcha?: Captcha;
  /** What happens, in fixed words and numbers; one JSON line each on standard output unless given. */
  onEvent?: Log;
  clock?: Clock;
}

/**
 * All triggers of a user pool, for those who compose Lambda functions of their own.
 *
 * @throws {ConfigurationError} when the policy can't work; it names the property, its bounds and what it is.
 */
export function createTriggers(options: TriggersOptions) {
  const { sender, store, keys, users, captcha, onEvent: log = jsonLog, clock = systemClock } = options;
  const settings = createSettings(policyEnvironment(options.policy), policyProperty);
  const senders = 'send' in sender ? { sms: sender, email: sender } : sender;
  const messages = { ...languages, ...options.messages };
  return {
    preSignUp: preSignUp({ config: settings.preSignUp(), store, clock, log }),
    defineAuthChallenge: defineAuthChallenge(settings.define()),
    createAuthChallenge: createAuthChallenge({
      config: { ...settings.create(), messages },
      store,
      keys,
      senders,
      ...(captcha ? { captcha } : {}),
      clock,
      log,
    }),
    verifyAuthChallengeResponse: verifyAuthChallengeResponse({ config: settings.verify(), store, keys, clock, log }),
    customMessage: customMessage({ config: settings.customMessage(), store, clock, log }),
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
