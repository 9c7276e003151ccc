// A user of a pool and the devices it remembers. `--data` stores both as JSON, so absent values are `null`.

import type { AddressAttribute } from '../stack.js';
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
  enabled: boolean;
  status: UserStatus;
  readonly createdAt: number;
  modifiedAt: number;
  password: PasswordVerifier | null;
  /** Codes that verify an attribute or confirm the sign-up, by attribute. `value` is the address that each verifies. */
  codes: Record<string, { readonly code: string; readonly value: string; readonly expiresAt: number }>;
  /** By device key. */
  devices: Record<string, Device>;
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
