// A pool's signing keys: sign and verify tokens, publish the JSON Web Key Set.

import {
  type CryptoKey,
  calculateJwkThumbprint,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';

interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

/** The value of a token's `token_use` claim. */
export type TokenUse = 'id' | 'access';

/** What `--data` stores: the private keys. */
export type KeyRecords = Readonly<Record<TokenUse, JWK>>;

/** A pool's two RSA keys: one signs ID tokens, the other access tokens, as on AWS. */
export interface SigningKeys {
  /** The body of `/.well-known/jwks.json`. */
  readonly jwks: { readonly keys: readonly JWK[] };
  /** What `--data` stores. */
  readonly records: KeyRecords;
  /** Signs claims with RS256 and returns the JWT. */
  sign(use: TokenUse, claims: Readonly<Record<string, unknown>>): Promise<string>;
  /**
   * Verifies a token.
   *
   * @param now the pool's time in milliseconds
   * @returns its claims, or why it is refused
   */
  read(use: TokenUse, token: string, now: number): Promise<Record<string, unknown> | 'expired' | 'invalid'>;
}

/** Keys of pools that were closed, for pools that start later in this process: generating two takes up to a second. */
const released: SigningKeys[] = [];

/** Returns keys that no open pool of this process has. {@link releaseSigningKeys} makes them available again. */
export const acquireSigningKeys = async (): Promise<SigningKeys> => released.pop() ?? (await createSigningKeys());

/** Takes back the keys of a pool that is closed. */
export const releaseSigningKeys = (keys: SigningKeys): void => {
  released.push(keys);
};

/**
 * Creates a pool's keys.
 *
 * @param records the keys of an earlier run; without them new ones are generated
 */
export async function createSigningKeys(records?: KeyRecords): Promise<SigningKeys> {
  const [id, access] = await Promise.all([createSigningKey(records?.id), createSigningKey(records?.access)]);
  const keys: Readonly<Record<TokenUse, SigningKey>> = { id, access };
  return {
    jwks: { keys: [id.publicJwk, access.publicJwk] },
    records: { id: id.privateJwk, access: access.privateJwk },
    sign: (use, claims) =>
      new SignJWT({ ...claims }).setProtectedHeader({ kid: keys[use].id, alg: 'RS256' }).sign(keys[use].privateKey),
    async read(use, token, now) {
      try {
        const { payload } = await jwtVerify(token, keys[use].publicKey, {
          algorithms: ['RS256'],
          currentDate: new Date(now),
        });
        return payload['token_use'] === use ? payload : 'invalid';
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'expired';
        if (error instanceof errors.JOSEError) return 'invalid';
        throw error;
      }
    },
  };
}

async function createSigningKey(record: JWK | undefined): Promise<SigningKey> {
  const pair =
    record === undefined
      ? await generateKeyPair('RS256', { extractable: true, modulusLength: 2048 })
      : {
          privateKey: (await importJWK(record, 'RS256')) as CryptoKey,
          publicKey: (await importJWK({ kty: 'RSA', n: record.n ?? '', e: record.e ?? '' }, 'RS256')) as CryptoKey,
        };
  const jwk = await exportJWK(pair.publicKey);
  const id = Buffer.from(await calculateJwkThumbprint(jwk), 'base64url').toString('base64');
  return {
    id,
    ...pair,
    publicJwk: { alg: 'RS256', ...jwk, kid: id, use: 'sig' },
    privateJwk: record ?? (await exportJWK(pair.privateKey)),
  };
}
