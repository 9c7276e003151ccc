// A user of a pool and the devices it remembers. `--data` stores both as JSON, so absent values are `null`.

import type { AddressAttribute, MfaFactor } from '../pool-definition.js';
import type { PasswordVerifier } from './srp.js';

/** Cognito's `UserStatus`, as far as the local pool uses it. */
export type UserStatus = 'UNCONFIRMED' | 'CONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'RESET_REQUIRED';

/** A user of a pool. Times are in milliseconds since the Unix epoch. */
export interface User {
  /** In pools with username attributes a UUID, the same as `sub`. */
  readonly username: string;
  readonly sub: string;
  /** The attribute that the user signed up with; null where users choose a username. */
  readonly signUpAttribute: AddressAttribute | null;
  attributes: Record<string, string>;
  /** The names of the groups that the user is in. */
  groups: readonly string[];
  enabled: boolean;
  status: UserStatus;
  readonly createdAt: number;
  modifiedAt: number;
  password: PasswordVerifier | null;
  /** Passwords before the present one, the newest first, as far as the policy remembers them. */
  earlierPasswords: readonly PasswordVerifier[];
  /** When the temporary password expires; null when the user has chosen a password. */
  temporaryPasswordExpiresAt: number | null;
  /** The code of ForgotPassword, and the address that it was sent to. */
  passwordReset: { readonly code: string; readonly attribute: AddressAttribute; readonly expiresAt: number } | null;
  /** Codes that verify an attribute or confirm the sign-up, by attribute. `value` is the address that each verifies. */
  codes: Record<string, { readonly code: string; readonly value: string; readonly expiresAt: number }>;
  mfa: UserMfa;
  /** By device key. */
  devices: Record<string, Device>;
}

/** The second factors of a user. `--data` stores them as JSON, so absent values are `null`. */
export interface UserMfa {
  /** The factors that the user has switched on. */
  enabled: readonly MfaFactor[];
  preferred: MfaFactor | null;
  /** The authenticator app that the user has verified. */
  totp: { readonly secret: string; readonly deviceName: string; lastStep: number } | null;
  /** The secret of an app that is not verified yet. */
  pendingTotpSecret: string | null;
}

/** A device of a user. Times are in milliseconds since the Unix epoch. */
export interface Device {
  readonly key: string;
  readonly groupKey: string;
  name: string;
  /** What ConfirmDevice stored; null until then. */
  verifier: PasswordVerifier | null;
  remembered: boolean;
  readonly createdAt: number;
  lastUsedAt: number;
}

/** A user's attributes as triggers and the API show them: the stored ones, `sub`, and the `…_verified` flags. */
export function attributesOf(user: User): Record<string, string> {
  const attributes: Record<string, string> = { sub: user.sub };
  for (const [name, value] of Object.entries(user.attributes)) attributes[name] = value;
  for (const name of ['email', 'phone_number']) {
    if (attributes[name] !== undefined) attributes[`${name}_verified`] ??= 'false';
  }
  return attributes;
}
