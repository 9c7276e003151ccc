import type { PasswordVerifier } from './srp.js';

export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

export interface User {
  /** Cognito's name of the user: in pools with username attributes a UUID, the same as `sub`. */
  readonly username: string;
  readonly sub: string;
  /** The attribute whose value the person signed up with; null where usernames are the person's own. */
  readonly signUpAttribute: 'phone_number' | 'email' | null;
  attributes: Record<string, string>;
  enabled: boolean;
  status: UserStatus;
  readonly createdAt: number;
  modifiedAt: number;
  password: PasswordVerifier | null;
  /** Codes that prove an attribute, or confirm the sign-up, by attribute name. */
  codes: Record<string, { readonly code: string; readonly value: string; readonly expiresAt: number }>;
  devices: Record<string, Device>;
}

export interface Device {
  readonly key: string;
  readonly groupKey: string;
  name: string;
  verifier: PasswordVerifier | null;
  remembered: boolean;
  readonly createdAt: number;
  lastUsedAt: number;
}

/** As triggers and the API show them: the stored ones, `sub`, and the flags that belong to phone and e-mail. */
export function attributesOf(user: User): Record<string, string> {
  const attributes: Record<string, string> = { sub: user.sub };
  for (const [name, value] of Object.entries(user.attributes)) attributes[name] = value;
  for (const name of ['email', 'phone_number']) {
    if (attributes[name] !== undefined) attributes[`${name}_verified`] ??= 'false';
  }
  return attributes;
}
