import {
  createDiffieHellman,
  createHash,
  createHmac,
  getDiffieHellman,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { invalidParameter } from '../errors.js';

// Secure Remote Password as Cognito's clients do it: the 3072-bit group of RFC 5054 (group 15 of RFC 3526) with the
// generator 2, SHA-256, and Cognito's own hex padding.
const primeBytes = getDiffieHellman('modp15').getPrime();
const prime = BigInt(`0x${primeBytes.toString('hex')}`);
const generator = 2n;
const group = createDiffieHellman(primeBytes, 2);

/** What is kept of a password. Both values in hexadecimal. */
export interface PasswordVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** One proof under way. */
export interface SrpServer {
  readonly publicB: string;
  readonly salt: string;
  readonly secretBlock: string;
  /** Whether the client knows the password: its signature over pool, user, secret block and time stamp. */
  proves(signature: string, secretBlock: string, timestamp: string): boolean;
}

/** `poolName` is the pool id without its Region; devices use their group key, and their key as the user. */
export function makeVerifier(poolName: string, userId: string, password: string): PasswordVerifier {
  const salt = padHex(BigInt(`0x${randomBytes(16).toString('hex')}`));
  return { salt, verifier: power(generator, secretX(salt, poolName, userId, password)).toString(16) };
}

/** Password in hand (no SRP): does it fit? */
export function checkPassword(kept: PasswordVerifier, poolName: string, userId: string, password: string): boolean {
  return power(generator, secretX(kept.salt, poolName, userId, password)).toString(16) === kept.verifier;
}

export function startSrp(clientA: string, kept: PasswordVerifier, poolName: string, userId: string): SrpServer {
  if (!/^[0-9a-fA-F]{1,2048}$/.test(clientA)) throw invalidParameter('Invalid SRP_A');
  const a = BigInt(`0x${clientA}`);
  if (a % prime === 0n) throw invalidParameter('Invalid SRP_A');
  const verifier = BigInt(`0x${kept.verifier}`);
  const k = hash(padHex(prime) + padHex(generator));
  const secretB = BigInt(`0x${randomBytes(128).toString('hex')}`);
  const b = (k * verifier + power(generator, secretB)) % prime;
  const secretBlock = randomBytes(512).toString('base64');
  return {
    publicB: b.toString(16),
    salt: kept.salt,
    secretBlock,
    proves(signature, givenBlock, timestamp) {
      if (givenBlock !== secretBlock) return false;
      const u = hash(padHex(a) + padHex(b));
      const s = power(a * power(verifier, u), secretB);
      const expected = createHmac('sha256', deriveKey(padHex(s), padHex(u)))
        .update(poolName)
        .update(userId)
        .update(Buffer.from(secretBlock, 'base64'))
        .update(timestamp)
        .digest();
      const given = Buffer.from(signature, 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    },
  };
}

function secretX(salt: string, poolName: string, userId: string, password: string): bigint {
  const inner = createHash('sha256').update(`${poolName}${userId}:${password}`, 'utf8').digest('hex');
  return hash(padHex(BigInt(`0x${salt}`)) + inner);
}

const hash = (hex: string): bigint => BigInt(`0x${createHash('sha256').update(Buffer.from(hex, 'hex')).digest('hex')}`);

function deriveKey(secret: string, salt: string): Buffer {
  const pseudoRandom = createHmac('sha256', Buffer.from(salt, 'hex')).update(Buffer.from(secret, 'hex')).digest();
  return createHmac('sha256', pseudoRandom).update('Caldera Derived Key\x01', 'utf8').digest().subarray(0, 16);
}

/** Even length, and a leading zero byte where the number would look negative. */
function padHex(value: bigint): string {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return /^[89a-f]/i.test(even) ? `00${even}` : even;
}

/** `base` to the power of `exponent` modulo the prime; by OpenSSL, which is much faster at it than BigInt. */
function power(base: bigint, exponent: bigint): bigint {
  const reduced = base % prime;
  // OpenSSL refuses what a client may well send to try it: 0, 1 and -1.
  if (reduced <= 1n) return reduced;
  if (reduced === prime - 1n) return exponent % 2n === 0n ? 1n : reduced;
  group.setPrivateKey(bytes(exponent));
  return BigInt(`0x${group.computeSecret(bytes(reduced)).toString('hex')}`);
}

const bytes = (value: bigint): Buffer => Buffer.from(padHex(value), 'hex');
