import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Policy } from '../../src/domain/policy.js';
import { type Keyring, parseSecret, rotatedSecret } from '../../src/ports/keys.js';
import { HandClock, seconds } from './manual-clock.js';
import { wrong } from './outbox.js';
import { email, Page, phone, setUp } from './set-up.js';
import { itemsOf, newTable, putItem } from './table.js';
import type { Round, User } from './user-pool.js';

/** What one version leaves behind in mid-flow, in the owner's account, in Cognito and with people, for the next one to go on from. */
export interface MidFlow {
  /** When it was left, in ms. */
  at: number;
  /** The owner's settings. */
  policy: Policy;
  pool: { id: string; clientId: string };
  users: User[];
  /** The secret's versions and texts, as Secrets Manager keeps them. */
  secret: { current: { version: string; text: string }; previous: { version: string; text: string } };
  /** The table, as DynamoDB spells it. */
  items: Record<string, unknown>[];
  /** Cognito's Sessions, and the codes in people's hands. */
  sessions: Record<'sms' | 'email' | 'unknown' | 'used', { name: string; round: Round; code: string }>;
}

const folder = fileURLToPath(new URL('../fixtures/', import.meta.url));
const fileOf = (version: string) => join(folder, version, 'sign-in-snapshot.json');

/** Every version that was recorded. */
export const versions = (): string[] => readdirSync(folder).filter((name) => name.startsWith('version-'));

export const recorded = (version: string) => JSON.parse(readFileSync(fileOf(version), 'utf8')) as MidFlow;

function ringOf({ current, previous }: MidFlow['secret']): Keyring {
  const { key, pepper } = parseSecret(current.text);
  return {
    current: { version: current.version, key },
    previous: { version: previous.version, key: parseSecret(previous.text).key },
    pepper,
  };
}

/**
 * Plays today's version up to the middle of four sign-ins and writes down what it leaves, under a name of its own: what a
 * version has left behind once is never written over.
 */
export async function record(version: string): Promise<void> {
  const policy: Policy = { brand: 'Example', countries: ['GB'], channels: ['sms', 'email'], answerPaceMs: 0 };
  const first = { version: 'first', text: 'the first text of a secret that was made for this alone' };
  const second = {
    version: 'second',
    text: rotatedSecret(first.text, 'the second text, made by a rotation in mid-flow'),
  };
  const secret = { current: second, previous: first };
  const { key, pepper } = parseSecret(first.text);
  const ring = { current: { version: first.version, key }, pepper };
  const keys = { ring: ring as Keyring, keyring: async () => keys.ring };
  const { clock, outbox, table, pool, signIn } = await setUp({ policy, keys });

  // Ann: a code by SMS and a wrong answer to it; the secret is rotated; then one by e-mail in another session.
  pool.addUser({ phone_number: phone, email, 'cognito:user_status': 'CONFIRMED' });
  const sms = await signIn(phone, { srp: true });
  const smsCode = outbox.code;
  await sms.answer(wrong(smsCode));
  keys.ring = ringOf(secret);
  const mail = await signIn(email);
  clock.advance(seconds(5));
  await mail.send({ channel: 'email' });
  const mailCode = outbox.code;
  // Nobody: a start and a wrong answer.
  const unknown = await signIn('+447700900456');
  await unknown.answer('000000');
  // Bob: a right answer that Cognito may yet ask for again, so that nothing has come of it.
  pool.addUser({ email: 'bob@example.com', 'cognito:user_status': 'CONFIRMED' });
  const used = await signIn('bob@example.com');
  const usedCode = outbox.code;
  const { round } = used;
  await used.answer(usedCode);
  delete pool.find('bob@example.com')?.attributes.email_verified;
  clock.advance(seconds(1));

  const left: MidFlow = {
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
  writeFileSync(fileOf(version), `${JSON.stringify(left, null, 2)}\n`, { flag: 'wx' });
}

/** Today's triggers, where a version has left off. */
export async function restore({ at, policy, pool: { id, clientId }, users, secret, items, sessions }: MidFlow) {
  const table = await newTable();
  const ring = ringOf(secret);
  const all = await setUp({ clock: new HandClock(at), table, policy, keys: { keyring: async () => ring } });
  for (const item of items) await putItem(table, item);
  Object.assign(all.pool, { id, clientId });
  all.pool.users.push(...structuredClone(users));
  /** A page whose Session Cognito has kept. */
  const page = (session: keyof typeof sessions) => {
    const { name, round } = sessions[session];
    return new Page(all.pool, name).take({ round });
  };
  return { ...all, page };
}
