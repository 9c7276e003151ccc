import { randomUUID } from 'node:crypto';
import type { PoolDefinition } from '../stack.js';
import type { User, UserStatus } from './user.js';

/** The users of one pool and the names by which they can be found. */
export class Users {
  readonly #pool: PoolDefinition;
  readonly #byUsername = new Map<string, User>();

  constructor(pool: PoolDefinition) {
    this.#pool = pool;
  }

  get all(): User[] {
    return [...this.#byUsername.values()];
  }

  /** By username, sub, or an attribute that the pool lets people sign in with. */
  find(name: string): User | undefined {
    const direct = this.#byUsername.get(this.#key(name));
    if (direct !== undefined) return direct;
    const wanted = this.#key(name);
    for (const user of this.#byUsername.values()) {
      if (user.sub === name || this.signInNames(user).some((one) => this.#key(one) === wanted)) return user;
    }
    return undefined;
  }

  /** Whoever already signs in with this value of an attribute. */
  findOwner(attribute: string, value: string): User | undefined {
    return this.all.find(
      (user) =>
        this.#key(user.attributes[attribute] ?? '') === this.#key(value) &&
        this.signInNames(user).some((one) => this.#key(one) === this.#key(value)),
    );
  }

  /**
   * The value signed up with counts at once; every other only when proved. With username attributes, a change of the
   * attribute is a change of the name.
   */
  signInNames(user: User): string[] {
    const names: string[] = [];
    for (const attribute of [...this.#pool.usernameAttributes, ...this.#pool.aliasAttributes]) {
      const value = attribute === 'preferred_username' ? user.attributes[attribute] : user.attributes[attribute];
      if (value === undefined) continue;
      const proved = attribute === 'preferred_username' || user.attributes[`${attribute}_verified`] === 'true';
      if (proved || user.signUpAttribute === attribute) names.push(value);
    }
    return names;
  }

  create(
    username: string | null,
    signUpAttribute: User['signUpAttribute'],
    attributes: Record<string, string>,
    status: UserStatus,
    now: number,
    sub: string = randomUUID(),
  ): User {
    const user: User = {
      username: username ?? sub,
      sub,
      signUpAttribute,
      attributes,
      enabled: true,
      status,
      createdAt: now,
      modifiedAt: now,
      password: null,
      codes: {},
      devices: {},
    };
    this.add(user);
    return user;
  }

  add(user: User): void {
    this.#byUsername.set(this.#key(user.username), user);
  }

  delete(user: User): void {
    this.#byUsername.delete(this.#key(user.username));
  }

  #key(name: string): string {
    return this.#pool.caseSensitive ? name : name.toLowerCase();
  }
}
