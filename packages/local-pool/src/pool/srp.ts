import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { invalidParameter } from '../errors.js';

/** Secure Remote Password as Cognito's clients do it: the 3072-bit group of RFC 5054, SHA-256, Cognito's own hex padding. */
const prime = BigInt(
  '0xFFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF0598DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3BE39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF6955817183995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E208E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF',
);
const generator = 2n;

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
  return { salt, verifier: power(generator, secretX(salt, poolName, userId, password), prime).toString(16) };
}

/** Password in hand (no SRP): does it fit? */
export function checkPassword(kept: PasswordVerifier, poolName: string, userId: string, password: string): boolean {
  return power(generator, secretX(kept.salt, poolName, userId, password), prime).toString(16) === kept.verifier;
}

export function startSrp(clientA: string, kept: PasswordVerifier, poolName: string, userId: string): SrpServer {
  if (!/^[0-9a-fA-F]{1,2048}$/.test(clientA)) throw invalidParameter('Invalid SRP_A');
  const a = BigInt(`0x${clientA}`);
  if (a % prime === 0n) throw invalidParameter('Invalid SRP_A');
  const verifier = BigInt(`0x${kept.verifier}`);
  const k = hash(padHex(prime) + padHex(generator));
  const secretB = BigInt(`0x${randomBytes(128).toString('hex')}`);
  const b = (k * verifier + power(generator, secretB, prime)) % prime;
  const secretBlock = randomBytes(512).toString('base64');
  return {
    publicB: b.toString(16),
    salt: kept.salt,
    secretBlock,
    proves(signature, givenBlock, timestamp) {
      if (givenBlock !== secretBlock) return false;
      const u = hash(padHex(a) + padHex(b));
      const s = power((a * power(verifier, u, prime)) % prime, secretB, prime);
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

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  let factor = base % modulus;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * factor) % modulus;
    factor = (factor * factor) % modulus;
  }
  return result;
}
