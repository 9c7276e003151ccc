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

export type TokenUse = 'id' | 'access';

/** What `--data` keeps. */
export type KeyRecords = Readonly<Record<TokenUse, JWK>>;

/** A pool's two RSA keys: one signs ID tokens, the other access tokens. */
export class SigningKeys {
  readonly #keys: Readonly<Record<TokenUse, SigningKey>>;

  private constructor(keys: Readonly<Record<TokenUse, SigningKey>>) {
    this.#keys = keys;
  }

  /** Fresh keys, or those of an earlier run. */
  static async create(records?: KeyRecords): Promise<SigningKeys> {
    const [id, access] = await Promise.all([signingKey(records?.id), signingKey(records?.access)]);
    return new SigningKeys({ id, access });
  }

  /** `/.well-known/jwks.json`. */
  get jwks(): { keys: JWK[] } {
    return { keys: [this.#keys.id.publicJwk, this.#keys.access.publicJwk] };
  }

  get records(): KeyRecords {
    return { id: this.#keys.id.privateJwk, access: this.#keys.access.privateJwk };
  }

  sign(use: TokenUse, claims: Record<string, unknown>): Promise<string> {
    const { id, privateKey } = this.#keys[use];
    return new SignJWT(claims).setProtectedHeader({ kid: id, alg: 'RS256' }).sign(privateKey);
  }

  /** The claims of a token signed here, `expired` past its end by `now` (ms), or `invalid`. */
  async read(use: TokenUse, token: string, now: number): Promise<Record<string, unknown> | 'expired' | 'invalid'> {
    try {
      const { payload } = await jwtVerify(token, this.#keys[use].publicKey, {
        algorithms: ['RS256'],
        currentDate: new Date(now),
      });
      return payload['token_use'] === use ? payload : 'invalid';
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'expired';
      if (error instanceof errors.JOSEError) return 'invalid';
      throw error;
    }
  }
}

async function signingKey(record: JWK | undefined): Promise<SigningKey> {
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
