import { createHmac, hkdfSync } from 'node:crypto';

/** One version of the pool's secret. */
export interface SecretVersion {
  version: string;
  key: Uint8Array;
}

/** The secret that codes are made with, now and before its last rotation, and the pepper for names in the table. */
export interface Keyring {
  current: SecretVersion;
  previous?: SecretVersion;
  /** Stays the same through rotations, or every budget would start afresh with one. */
  pepper: Uint8Array;
}

export interface KeyringSource {
  /** @param wanted a version that must be among them: a keyring kept from before a rotation is fetched again. */
  keyring(signal: AbortSignal, wanted?: string): Promise<Keyring>;
}

export function secretForVersion(keyring: Keyring, version: string): Uint8Array | undefined {
  return [keyring.current, keyring.previous].find((secret) => secret?.version === version)?.key;
}

/**
 * A secret's text: either any string of 32 characters or more, or `{"code": "…", "pepper": "…"}`, which a rotation
 * writes to keep the pepper. A plain string is its own pepper's source.
 */
export function parseSecret(text: string): { key: Uint8Array; pepper: Uint8Array } {
  let code = text;
  let pepper: string | undefined;
  if (text.startsWith('{')) {
    const parsed = JSON.parse(text) as { code?: unknown; pepper?: unknown };
    if (typeof parsed.code !== 'string' || typeof parsed.pepper !== 'string') throw new Error('secret_malformed');
    code = parsed.code;
    pepper = parsed.pepper;
  }
  if (code.length < 32) throw new Error('secret_too_short');
  return {
    key: derive(code, 'code'),
    pepper: pepper === undefined ? derive(code, 'pepper') : Buffer.from(pepper, 'base64url'),
  };
}

/** The text of the secret's next version: another key, the same pepper. */
export function rotatedSecret(current: string, code: string): string {
  return JSON.stringify({ code, pepper: Buffer.from(parseSecret(current).pepper).toString('base64url') });
}

function derive(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', `cognito-otp ${purpose}`, 32));
}

/** The table's name for something: nobody reads an address out of it, or tries all numbers on it. */
export function hashedKey(keyring: Keyring, kind: string, ...parts: string[]): string {
  const mac = createHmac('sha256', keyring.pepper).update(JSON.stringify([kind, ...parts]));
  return `${kind}#${mac.digest('base64url').slice(0, 32)}`;
}
