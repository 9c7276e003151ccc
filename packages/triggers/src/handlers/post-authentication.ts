import type { Channel } from '@cognito-otp/client/wire';
import type { PostAuthenticationTriggerEvent } from 'aws-lambda';
import { type Account, emptyAccount } from '../domain/account.js';
import { personFromEvent } from '../domain/person.js';
import { MINUTE } from '../domain/rate-window.js';
import { accountKey, addressHash } from '../domain/record-keys.js';
import { startDeadline } from '../flows/deadline.js';
import type { Clock } from '../ports/clock.js';
import type { KeyringSource } from '../ports/keys.js';
import { type Log, loggableError } from '../ports/log.js';
import type { Sender } from '../ports/sender.js';
import type { Store } from '../ports/store.js';
import type { UserDirectory } from '../ports/user-directory.js';

export interface PostAuthenticationConfig {
  /** Attributes that a sign-up may bring along: whoever made the account chose them, which needn't be its owner. */
  signUpAttributes: ReadonlySet<string>;
  /** Whether the password is somebody's own choice that must stay: it is the first factor. */
  keepsPassword: boolean;
}

export interface PostAuthenticationDependencies {
  config: PostAuthenticationConfig;
  store: Store;
  keys: KeyringSource;
  users: UserDirectory;
  /** Tells the provider that a message was answered. */
  confirm?: Sender['confirm'];
  clock: Clock;
  log: Log;
}

/** Of no use to a squatter: it says what language messages are in. */
const harmless = 'locale';

/**
 * PostAuthentication: marks the address verified that a right code has just proved. It reads the proof off the account's
 * record, where Verify left it: the event doesn't say which address the code went to.
 *
 * The first proof of an account that somebody made by SignUp voids what they set: they may have been anybody. If that
 * can't be done there is no sign-in (`sign_in_unavailable`); the address isn't marked then and the next try does it.
 *
 * Nobody gets into an account that is closed (`sign_in_refused`): other flows of Cognito's end here too.
 */
export function postAuthentication(dependencies: PostAuthenticationDependencies) {
  const { config, store, keys, users, confirm, clock, log } = dependencies;
  return async (event: PostAuthenticationTriggerEvent): Promise<PostAuthenticationTriggerEvent> => {
    const person = personFromEvent(event);
    if (!person.canReceiveCode) {
      log('sign_in_refused');
      throw new Error('sign_in_refused');
    }
    const attributes: Record<string, string> = event.request.userAttributes ?? {};
    const isVerified = (channel: Channel) => attributes[verifiedName(channel)] === 'true';
    const unverified = (['sms', 'email'] as const).filter(
      (channel) => person.addresses[channel] && !isVerified(channel),
    );
    if (unverified.length === 0 && !confirm) return event;
    const isFirst = !isVerified('sms') && !isVerified('email');
    try {
      const { signal } = startDeadline(clock);
      const keyring = await keys.keyring(signal);
      const stored = await store.read(accountKey(keyring, event.userPoolId, person), signal);
      const { proved } = (stored.data as Account | undefined) ?? emptyAccount;
      if (confirm && proved?.receipt && clock.now() < proved.at + MINUTE) await report(proved.receipt, signal);
      const channel = unverified.find(
        (candidate) =>
          proved?.address === addressHash(keyring, event.userPoolId, candidate, person.addresses[candidate]!),
      );
      if (!channel) return event;
      if (isFirst && attributes['cognito:user_status'] !== 'FORCE_CHANGE_PASSWORD') {
        const planted = Object.keys(attributes).filter(
          (name) => config.signUpAttributes.has(name) && name !== harmless,
        );
        if (planted.length > 0) await users.removeAttributes(event.userPoolId, event.userName, planted, signal);
        if (!config.keepsPassword) await users.replacePassword(event.userPoolId, event.userName, signal);
        await users.endSessions(event.userPoolId, event.userName, signal);
      }
      await users.setAttributes(event.userPoolId, event.userName, { [verifiedName(channel)]: 'true' }, signal);
      log('address_verified', { channel });
    } catch (error) {
      log('post_authentication_failed', { why: loggableError(error) });
      if (isFirst && unverified.length > 0) throw new Error('sign_in_unavailable');
    }
    return event;
  };

  /** A provider that isn't told loses a statistic, nobody their sign-in. */
  async function report(receipt: string, signal: AbortSignal): Promise<void> {
    await confirm?.(receipt, signal).catch((error: unknown) =>
      log('message_feedback_failed', { why: loggableError(error) }),
    );
  }
}

function verifiedName(channel: Channel): string {
  return channel === 'sms' ? 'phone_number_verified' : 'email_verified';
}
