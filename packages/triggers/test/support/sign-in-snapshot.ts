/** Records what a version of the triggers has stored during sign-ins, and restores it for the current version. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { parseSecret, rotatedSecret } from '../../src/domain/keyring.js';
import type { Policy } from '../../src/domain/policy.js';
import type { Keyring } from '../../src/ports/keys.js';
import { ManualClock, seconds } from './manual-clock.js';
import { email, Page, phone, setUp } from './set-up.js';
import { itemsOf, newTable, putItem } from './table.js';
import type { PendingRound, User } from './user-pool.js';

/**
 * The state that one version leaves in the operator's AWS account, in Cognito and with users while sign-ins are in
 * progress, and from which the next version must continue.
 */
export interface SignInSnapshot {
  /** The time of the recording, in ms. */
  at: number;
  /** The operator's settings. */
  policy: Policy;
  pool: { id: string; clientId: string };
  users: User[];
  /** The versions and texts of the secret, as in Secrets Manager. */
  secret: { current: { version: string; text: string }; previous: { version: string; text: string } };
  /** The items of the table, in the attribute-value format of DynamoDB. */
  items: Record<string, unknown>[];
  /** The rounds in Cognito's sessions, and the codes that users have received. */
  sessions: Record<'sms' | 'email' | 'unknown' | 'used', { name: string; round: PendingRound; code: string }>;
}

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));
const fileOf = (version: string) => join(folder, version, 'sign-in-snapshot.json');

/** The versions that were recorded. */
export const recordedVersions = (): string[] => readdirSync(folder).filter((name) => name.startsWith('version-'));

export const readSnapshot = (version: string) => JSON.parse(readFileSync(fileOf(version), 'utf8')) as SignInSnapshot;

function keyringOf({ current, previous }: SignInSnapshot['secret']): Keyring {
  const { key, pepper } = parseSecret(current.text);
  return {
    current: { version: current.version, key },
    previous: { version: previous.version, key: parseSecret(previous.text).key },
    pepper,
  };
}

/**
 * Runs four sign-ins halfway on the current version and writes the resulting state to a file named after `version`.
 *
 * @throws {Error} if the file exists: the recording of a version is never overwritten.
 */
export async function recordSnapshot(version: string): Promise<void> {
  const policy: Policy = { brand: 'Example', countries: ['GB'], channels: ['sms', 'email'], answerPaceMs: 0 };
  const first = { version: 'first', text: 'the first text of a secret that was made for this alone' };
  const second = {
    version: 'second',
    text: rotatedSecret(first.text, 'the second text, made by a rotation in mid-flow'),
  };
  const secret = { current: second, previous: first };
  const { key, pepper } = parseSecret(first.text);
  const firstKeyring: Keyring = { current: { version: first.version, key }, pepper };
  const keys = { value: firstKeyring, keyring: async () => keys.value };
  const { clock, outbox, table, pool, signIn } = await setUp({ policy, keys });

  // Ann: a code by SMS and a wrong answer to it; the secret is rotated; then a code by email in another session.
  pool.addUser({ phone_number: phone, email, 'cognito:user_status': 'CONFIRMED' });
  const sms = await signIn(phone, { srp: true });
  const smsCode = outbox.code;
  await sms.answer(wrongCode(smsCode));
  keys.value = keyringOf(secret);
  const mail = await signIn(email);
  clock.advance(seconds(5));
  await mail.send({ channel: 'email' });
  const mailCode = outbox.code;
  // An unknown user: a start and a wrong answer.
  const unknown = await signIn('+447700900456');
  await unknown.answer('000000');
  // Bob: a right answer that Cognito may still retry, so that it has had no effect yet.
  pool.addUser({ email: 'bob@example.com', 'cognito:user_status': 'CONFIRMED' });
  const used = await signIn('bob@example.com');
  const usedCode = outbox.code;
  const { round } = used;
  await used.answer(usedCode);
  delete pool.find('bob@example.com')?.attributes.email_verified;
  clock.advance(seconds(1));

  const snapshot: SignInSnapshot = {
    at: clock.now(),
    policy,
    pool: { id: pool.id, clientId: pool.clientId },
    users: pool.users,
    secret,
    items: await itemsOf(table),
    sessions: {
      sms: { name: phone, round: sms.round, code: smsCode },
      email: { name: email, round: mail.round, code: mailCode },
      unknown: { name: '+447700900456', round: unknown.round, code: '000000' },
      used: { name: 'bob@example.com', round, code: usedCode },
    },
  };
  mkdirSync(join(folder, version), { recursive: true });
  writeFileSync(fileOf(version), `${JSON.stringify(snapshot, null, 2)}\n`, { flag: 'wx' });
}

/** Creates the current triggers on the state that a version has recorded. */
export async function restoreSnapshot({
  at,
  policy,
  pool: { id, clientId },
  users,
  secret,
  items,
  sessions,
}: SignInSnapshot) {
  const table = await newTable();
  const keyring = keyringOf(secret);
  const restored = await setUp({ clock: new ManualClock(at), table, policy, keys: { keyring: async () => keyring } });
  for (const item of items) await putItem(table, item);
  Object.assign(restored.pool, { id, clientId });
  restored.pool.users.push(...structuredClone(users));
  /** A page that continues a recorded session. */
  const page = (session: keyof typeof sessions) => {
    const { name, round } = sessions[session];
    return new Page(restored.pool, name).receive({ round });
  };
  return { ...restored, page };
}
