import type { PostAuthenticationTriggerEvent } from 'aws-lambda';
import { type Account, emptyAccount } from './account.js';
import type { UserDirectory } from './aws/user-directory.js';
import { accountKey, addressName } from './challenge-key.js';
import { deadlineFrom } from './deadline.js';
import type { KeyringSource } from './keys.js';
import { faultOf, type Log } from './log.js';
import { personOf } from './person.js';
import type { Store } from './store.js';

export interface PostAuthenticationDependencies {
  store: Store;
  keys: KeyringSource;
  users: UserDirectory;
  log: Log;
}

/**
 * PostAuthentication: marks the address verified that a right code has just proved. It reads the proof off the account's
 * record, where Verify left it: the event doesn't say which address the code went to.
 */
export function postAuthentication({ store, keys, users, log }: PostAuthenticationDependencies) {
  return async (event: PostAuthenticationTriggerEvent): Promise<PostAuthenticationTriggerEvent> => {
    const attributes: Record<string, string> = event.request.userAttributes ?? {};
    try {
      const person = personOf(event);
      const unverified = (['sms', 'email'] as const).filter(
        (channel) => person.addresses[channel] && attributes[verifiedName(channel)] !== 'true',
      );
      if (unverified.length === 0) return event;
      const { signal } = deadlineFrom();
      const ring = await keys.keyring(signal);
      const stored = await store.read(accountKey(ring, event.userPoolId, person), signal);
      const { proved } = (stored.data as Account | undefined) ?? emptyAccount;
      const channel = unverified.find(
        (candidate) => proved?.address === addressName(ring, event.userPoolId, candidate, person.addresses[candidate]!),
      );
      if (!channel) return event;
      await users.setAttributes(event.userPoolId, event.userName, { [verifiedName(channel)]: 'true' }, signal);
      log('verified', { channel });
    } catch (error) {
      // The person did prove the address and is let in; the next sign-in marks it.
      log('verify_attribute_failed', { why: faultOf(error) });
    }
    return event;
  };
}

function verifiedName(channel: 'sms' | 'email'): string {
  return channel === 'sms' ? 'phone_number_verified' : 'email_verified';
}
