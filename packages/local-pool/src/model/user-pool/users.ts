// The users of one pool, and the names by which each can be found.

import { randomUUID } from 'node:crypto';
import type { PoolDefinition } from '../pool-definition.js';
import type { User, UserStatus } from './user.js';

/** What a new user begins with. */
export interface UserInput {
  readonly username: string;
  /** A new UUID when omitted. */
  readonly sub?: string;
  readonly signUpAttribute: User['signUpAttribute'];
  readonly attributes: Record<string, string>;
  readonly status: UserStatus;
  /** The pool's time in milliseconds. */
  readonly now: number;
}

/** The users of one pool. */
export interface Users {
  /** Every user, oldest first. */
  all(): User[];
  /** Finds a user by username, `sub`, or an attribute that the pool lets users sign in with. */
  find(name: string): User | undefined;
  /** The user who already signs in with this value of an attribute. */
  findOwner(attribute: string, value: string): User | undefined;
  /** Creates a user without a password and adds it. */
  create(input: UserInput): User;
  /** Adds a user, or replaces the one with the same username. */
  add(user: User): void;
  delete(user: User): void;
}

/** Creates the empty list of a pool's users. */
export function createUsers(pool: PoolDefinition): Users {
  const byUsername = new Map<string, User>();
  const normalize = (name: string): string => (pool.caseSensitive ? name : name.toLowerCase());

  /**
   * The attribute values that a user can sign in with. The value that the user signed up with counts at once; every
   * other only when it is verified. In pools with username attributes, changing the attribute changes the sign-in name.
   */
  const signInNames = (user: User): string[] => {
    const names: string[] = [];
    for (const attribute of [...pool.usernameAttributes, ...pool.aliasAttributes]) {
      const value = user.attributes[attribute];
      if (value === undefined) continue;
      const verified = attribute === 'preferred_username' || user.attributes[`${attribute}_verified`] === 'true';
      if (verified || user.signUpAttribute === attribute) names.push(value);
    }
    return names;
  };

  const signsInWith = (user: User, value: string): boolean =>
    signInNames(user).some((name) => normalize(name) === normalize(value));

  const add = (user: User): void => {
    byUsername.set(normalize(user.username), user);
  };

  return {
    all: () => [...byUsername.values()],
    find(name) {
      const direct = byUsername.get(normalize(name));
      if (direct !== undefined) return direct;
      return [...byUsername.values()].find((user) => user.sub === name || signsInWith(user, name));
    },
    findOwner: (attribute, value) =>
      [...byUsername.values()].find(
        (user) => normalize(user.attributes[attribute] ?? '') === normalize(value) && signsInWith(user, value),
      ),
    create({ username, sub = randomUUID(), signUpAttribute, attributes, status, now }) {
      const user: User = {
        username,
        sub,
        signUpAttribute,
        attributes,
        groups: [],
        enabled: true,
        status,
        createdAt: now,
        modifiedAt: now,
        password: null,
        earlierPasswords: [],
        temporaryPasswordExpiresAt: null,
        passwordReset: null,
        codes: {},
        mfa: { enabled: [], preferred: null, totp: null, pendingTotpSecret: null },
        devices: {},
      };
      add(user);
      return user;
    },
    add,
    delete: (user) => void byUsername.delete(normalize(user.username)),
  };
}
