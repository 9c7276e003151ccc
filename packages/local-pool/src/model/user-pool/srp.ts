// The server side of Secure Remote Password, as Cognito's clients expect it: the 3072-bit group of RFC 5054 (group 15 of
// RFC 3526) with generator 2, SHA-256, and Cognito's own hexadecimal padding. Variables are named as in RFC 5054.

import {
  createDiffieHellman,
  createHash,
  createHmac,
  getDiffieHellman,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { invalidParameter } from '../errors.js';

const primeBytes = getDiffieHellman('modp15').getPrime();
const PRIME = BigInt(`0x${primeBytes.toString('hex')}`);
const GENERATOR = 2n;
const group = createDiffieHellman(primeBytes, 2);

/** What is stored of a password. Both values are hexadecimal. */
export interface PasswordVerifier {
  readonly salt: string;
  readonly verifier: string;
}

/** One proof of a password in progress. */
export interface SrpProof {
  /** The server's public value B, hexadecimal. */
  readonly publicB: string;
  /** Hexadecimal. */
  readonly salt: string;
  /** Base64. The client signs it and sends it back. */
  readonly secretBlock: string;
  /**
   * Whether the client knows the password: checks its signature over pool, user, secret block and time stamp.
   *
   * @param signature Base64
   * @param secretBlock as the client sent it back
   * @param timestamp as the client signed it
   */
  proves(signature: string, secretBlock: string, timestamp: string): boolean;
}

/**
 * Creates what is stored of a password.
 *
 * @param poolName the pool's id without its Region; for a device its group key
 * @param userId the username; for a device its key
 */
export function createPasswordVerifier(poolName: string, userId: string, password: string): PasswordVerifier {
  const salt = padHex(BigInt(`0x${randomBytes(16).toString('hex')}`));
  return { salt, verifier: power(GENERATOR, secretX(salt, poolName, userId, password)).toString(16) };
}

/** Whether a password that was sent in the clear matches the stored verifier. */
export function checkPassword(stored: PasswordVerifier, poolName: string, userId: string, password: string): boolean {
  return power(GENERATOR, secretX(stored.salt, poolName, userId, password)).toString(16) === stored.verifier;
}

/**
 * Begins a proof.
 *
 * @param clientA the client's public value A, hexadecimal
 * @throws ServiceError `InvalidParameterException` when A is malformed or a multiple of the prime, which would let
 * anyone sign in
 */
export function startSrp(clientA: string, stored: PasswordVerifier, poolName: string, userId: string): SrpProof {
  if (!/^[0-9a-fA-F]{1,2048}$/.test(clientA)) throw invalidParameter('Invalid SRP_A');
  const a = BigInt(`0x${clientA}`);
  if (a % PRIME === 0n) throw invalidParameter('Invalid SRP_A');
  const verifier = BigInt(`0x${stored.verifier}`);
  const k = hash(padHex(PRIME) + padHex(GENERATOR));
  const secretB = BigInt(`0x${randomBytes(128).toString('hex')}`);
  const b = (k * verifier + power(GENERATOR, secretB)) % PRIME;
  const secretBlock = randomBytes(512).toString('base64');
  return {
    publicB: b.toString(16),
    salt: stored.salt,
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

/** HKDF with Cognito's own info string; the first 16 bytes. */
function deriveKey(secret: string, salt: string): Buffer {
  const pseudoRandom = createHmac('sha256', Buffer.from(salt, 'hex')).update(Buffer.from(secret, 'hex')).digest();
  return createHmac('sha256', pseudoRandom).update('Caldera Derived Key\x01', 'utf8').digest().subarray(0, 16);
}

/** Pads to an even number of digits, and adds a zero byte when the number would otherwise look negative. */
function padHex(value: bigint): string {
  const hex = value.toString(16);
  const even = hex.length % 2 === 1 ? `0${hex}` : hex;
  return /^[89a-f]/i.test(even) ? `00${even}` : even;
}

/** `base` to the power of `exponent` modulo the prime. OpenSSL computes it much faster than BigInt would. */
function power(base: bigint, exponent: bigint): bigint {
  const reduced = base % PRIME;
  // OpenSSL rejects the public keys 0, 1 and -1, which a client may send.
  if (reduced <= 1n) return reduced;
  if (reduced === PRIME - 1n) return exponent % 2n === 0n ? 1n : reduced;
  group.setPrivateKey(bytes(exponent));
  return BigInt(`0x${group.computeSecret(bytes(reduced)).toString('hex')}`);
}

const bytes = (value: bigint): Buffer => Buffer.from(padHex(value), 'hex');
