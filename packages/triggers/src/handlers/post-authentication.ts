/** The trigger PostAuthentication: marks addresses verified, and protects accounts that were signed up by someone other than their owner. */
import type { Channel } from '@cognito-otp/client/wire';
import type { PostAuthenticationTriggerEvent } from 'aws-lambda';
import type { Account, ProvedDestination } from '../domain/account.js';
import { CHANNELS, verifiedAttribute } from '../domain/channel.js';
import { type Person, personFromEvent } from '../domain/person.js';
import type { FirstProofResets } from '../domain/policy.js';
import { readProved } from '../domain/read-records.js';
import { accountKey, addressHash } from '../domain/record-keys.js';
import { MINUTE } from '../domain/time.js';
import { isSignUpOfTriggers } from '../flows/count-sign-up.js';
import { startDeadline } from '../flows/deadline.js';
import type { Clock } from '../ports/clock.js';
import type { Keyring, KeyringSource } from '../ports/keys.js';
import { type Log, loggableError } from '../ports/log.js';
import type { Sender } from '../ports/sender.js';
import type { Store } from '../ports/store.js';
import type { UserDirectory } from '../ports/user-directory.js';
import { isOwnEvent } from './app-clients.js';

/** Configuration of {@link postAuthentication}. */
export interface PostAuthenticationConfig {
  /** The attributes that a sign-up may set. The person who signed up chose them, who need not be the account's owner. */
  readonly signUpAttributes: ReadonlySet<string>;
  /** Which values of the sign-up the first proof of an account removes. */
  readonly resets: FirstProofResets;
  /** Ids of the app clients whose users sign in with codes; if empty, all of the pool. */
  readonly appClients: ReadonlySet<string>;
}

/** What {@link postAuthentication} works with. */
export interface PostAuthenticationDependencies {
  readonly config: PostAuthenticationConfig;
  readonly store: Store;
  readonly keys: KeyringSource;
  readonly users: UserDirectory;
  /** Tells the provider that a message was answered. */
  readonly confirm?: Sender['confirm'];
  readonly clock: Clock;
  readonly log: Log;
}

/** The sign-up attribute that is kept: it says only what language messages are in, so a squatter gains nothing by setting it. */
const HARMLESS_ATTRIBUTE = 'locale';

/** How long after a proof it can be that of the sign-in at hand, in ms. It exceeds the time of all of Cognito's retries. */
const RECENT_PROOF = MINUTE;

/** The `cognito:user_status` of accounts that an administrator or an identity provider created, and no sign-up. */
const CREATED_BY_OTHERS: ReadonlySet<string | undefined> = new Set(['FORCE_CHANGE_PASSWORD', 'EXTERNAL_PROVIDER']);

/**
 * Creates the trigger PostAuthentication. It marks the address verified that the right code has just proved. It reads the
 * proof from the account's record, where Verify left it, because the event does not say which address the code went to.
 *
 * The first proof of an account that was made by SignUp voids what the sign-up has set, because someone else may have signed
 * up. If that fails there is no sign-in: the address is not marked, and the next sign-in tries again.
 *
 * Until its first proof such an account cannot sign in by any other flow, so it has no sessions, and the first proof need
 * not end any. Ending them here would revoke the tokens that Cognito is about to issue, because it compares whole seconds:
 * docs/decisions/0022-no-session-before-the-first-proof.md.
 *
 * In a pool with other app clients, sign-ins through those pass, except to an account that a sign-up through these triggers has
 * made and no proof has followed: without them, Cognito would not have confirmed it.
 *
 * @returns the handler. It throws `sign_in_refused` for a closed account and for a sign-in without a proof to an account
 *   that has none yet, because other flows of Cognito end here too; `sign_in_unavailable` if the first proof could not be
 *   recorded; `event_malformed` for an event that Cognito does not send.
 */
export function postAuthentication(dependencies: PostAuthenticationDependencies) {
  const { config, confirm, log } = dependencies;
  return async (event: PostAuthenticationTriggerEvent): Promise<PostAuthenticationTriggerEvent> => {
    const person = personFromEvent(event);
    const isOwn = isOwnEvent(config.appClients, event);
    if (isOwn && !person.canReceiveCode) {
      log('sign_in_refused', { why: 'closed' });
      throw new Error('sign_in_refused');
    }
    const attributes: Record<string, string> = event.request.userAttributes ?? {};
    const isVerified = (channel: Channel) => attributes[verifiedAttribute(channel)] === 'true';
    const unverified = CHANNELS.filter((channel) => person.addresses[channel] && !isVerified(channel));
    const isUnproved = unverified.length > 0 && !CHANNELS.some(isVerified);
    if (isOwn ? unverified.length === 0 && !confirm : !isUnproved) return event;
    let needsProof: boolean;
    let isProved: boolean;
    try {
      needsProof = isUnproved && config.resets !== 'nothing' && (await isSignUp(event, attributes, dependencies));
      isProved = isOwn && (await recordProof(event, person, unverified, needsProof, dependencies));
    } catch (error) {
      log('post_authentication_failed', { why: loggableError(error) });
      if (isUnproved) throw new Error('sign_in_unavailable');
      return event;
    }
    if (needsProof && !isProved) {
      log('sign_in_refused', { why: 'unproved' });
      throw new Error('sign_in_refused');
    }
    return event;
  };
}

/**
 * Whether the account was made by a sign-up that these triggers have confirmed without a proof. If the pool has other app
 * clients, accounts may be signed up by those, too, so that only what PreSignUp has recorded counts. Where the person who
 * signs up chooses the username, it may be that of another account, so only names count that Cognito chose: they equal `sub`.
 */
async function isSignUp(
  { userPoolId, userName }: PostAuthenticationTriggerEvent,
  attributes: Readonly<Record<string, string>>,
  { config, store, clock }: PostAuthenticationDependencies,
): Promise<boolean> {
  if (CREATED_BY_OTHERS.has(attributes['cognito:user_status'])) return false;
  if (config.appClients.size === 0) return true;
  if (attributes['sub'] !== userName) return false;
  return isSignUpOfTriggers(userPoolId, userName, { store }, startDeadline(clock).signal);
}

/**
 * Marks the proved address verified, if it is one of the unverified ones.
 *
 * @param voidsSignUp whether the proof also voids what a sign-up has set.
 * @returns whether this sign-in has proved one of the unverified addresses.
 */
async function recordProof(
  event: PostAuthenticationTriggerEvent,
  person: Person,
  unverified: readonly Channel[],
  voidsSignUp: boolean,
  dependencies: PostAuthenticationDependencies,
): Promise<boolean> {
  const { store, keys, users, confirm, clock, log } = dependencies;
  const { userPoolId, userName } = event;
  const { signal } = startDeadline(clock);
  const keyring = await keys.keyring(signal);
  const stored = await store.read(accountKey(keyring, userPoolId, person), signal);
  const proved = readProved((stored.data as Partial<Account> | null | undefined)?.proved, clock.now());
  if (!proved || clock.now() >= proved.at + RECENT_PROOF) return false;
  if (confirm && proved.receipt) await reportAnswered(proved.receipt, dependencies, signal);
  const channel = provedChannel(proved, person, unverified, keyring, userPoolId);
  if (!channel) return false;
  if (voidsSignUp) await voidSignUp(event, dependencies, signal);
  await users.setAttributes(userPoolId, userName, { [verifiedAttribute(channel)]: 'true' }, signal);
  log('address_verified', { channel });
  return true;
}

function provedChannel(
  proved: ProvedDestination,
  person: Person,
  unverified: readonly Channel[],
  keyring: Keyring,
  userPoolId: string,
): Channel | undefined {
  return unverified.find(
    (channel) => proved.address === addressHash(keyring, userPoolId, channel, person.addresses[channel]!),
  );
}

/** Removes what a sign-up may have set: the attributes and the password. */
async function voidSignUp(
  { userPoolId, userName, request }: PostAuthenticationTriggerEvent,
  { config, users }: PostAuthenticationDependencies,
  signal: AbortSignal,
): Promise<void> {
  const names = Object.keys(request.userAttributes ?? {}).filter(
    (name) => config.signUpAttributes.has(name) && name !== HARMLESS_ATTRIBUTE,
  );
  if (names.length > 0) await users.removeAttributes(userPoolId, userName, names, signal);
  if (config.resets === 'password-and-attributes') await users.replacePassword(userPoolId, userName, signal);
}

/** Reports to the provider that a message was answered. If that fails, a statistic is lost, but no sign-in. */
async function reportAnswered(
  receipt: string,
  { confirm, log }: PostAuthenticationDependencies,
  signal: AbortSignal,
): Promise<void> {
  await confirm?.(receipt, signal).catch((error: unknown) =>
    log('message_feedback_failed', { why: loggableError(error) }),
  );
}
