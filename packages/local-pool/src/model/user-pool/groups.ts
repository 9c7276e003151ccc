// Groups of a user pool. A user's memberships are stored with the user, by the groups' names.
// https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-user-groups.html

import { ServiceError } from '../errors.js';
import type { GroupDefinition } from '../pool-definition.js';
import type { User } from './user.js';

/** A group. `--data` stores it as JSON, so absent values are `null`. Times are in milliseconds since the Unix epoch. */
export interface Group {
  readonly name: string;
  description: string | null;
  roleArn: string | null;
  /** A lower number is more important. */
  precedence: number | null;
  readonly createdAt: number;
  modifiedAt: number;
}

/** The properties that CreateGroup and UpdateGroup set. Undefined: not set. */
export type GroupSettings = Pick<GroupDefinition, 'description' | 'roleArn' | 'precedence'>;

/** The groups of one pool. */
export interface Groups {
  /** Every group, oldest first. */
  all(): Group[];
  /**
   * The group with a name.
   *
   * @throws ServiceError `ResourceNotFoundException`
   */
  get(name: string): Group;
  /**
   * Creates a group. `now` is the pool's time in milliseconds.
   *
   * @throws ServiceError `GroupExistsException`
   */
  create(name: string, settings: GroupSettings, now: number): Group;
  /** Deletes a group that exists. Its members are no longer in it. */
  delete(name: string, members: readonly User[]): void;
  /** The groups of a user, the most important first. */
  of(user: User): Group[];
  /** Adds the groups that an earlier run stored. */
  restore(groups: readonly Group[]): void;
}

/** A user's groups as tokens and PreTokenGeneration contain them. */
export interface GroupClaims {
  readonly groups: readonly string[];
  readonly roles: readonly string[];
  readonly preferredRole: string | undefined;
}

/** Creates the groups of a template. */
export function createGroups(definitions: readonly GroupDefinition[], now: number): Groups {
  const byName = new Map<string, Group>();
  const create = (name: string, settings: GroupSettings): Group => {
    const { description = null, roleArn = null, precedence = null } = settings;
    const group = { name, description, roleArn, precedence, createdAt: now, modifiedAt: now };
    byName.set(name, group);
    return group;
  };
  for (const { name, ...settings } of definitions) create(name, settings);
  return {
    all: () => [...byName.values()],
    get(name) {
      const group = byName.get(name);
      if (group === undefined) throw new ServiceError('ResourceNotFoundException', 'Group not found.');
      return group;
    },
    create(name, settings, createdAt) {
      if (byName.has(name)) {
        throw new ServiceError('GroupExistsException', `A group with the name ${name} already exists.`);
      }
      const group = { ...create(name, settings), createdAt, modifiedAt: createdAt };
      byName.set(name, group);
      return group;
    },
    delete(name, members) {
      byName.delete(name);
      for (const user of members) user.groups = user.groups.filter((one) => one !== name);
    },
    of: (user) =>
      user.groups
        .flatMap((name) => byName.get(name) ?? [])
        .sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name)),
    restore(groups) {
      for (const group of groups) byName.set(group.name, group);
    },
  };
}

/** A group without a precedence comes last. */
const rank = ({ precedence }: Group): number => precedence ?? Number.MAX_SAFE_INTEGER;

/**
 * The claims of a user's groups. The preferred role is that of the most important group, unless several are equally
 * important and have different roles.
 */
export function groupClaims(groups: readonly Group[]): GroupClaims {
  const [first] = groups;
  const preferred = groups.filter((group) => first !== undefined && rank(group) === rank(first));
  const preferredRoles = new Set(preferred.map(({ roleArn }) => roleArn));
  return {
    groups: groups.map(({ name }) => name),
    roles: [...new Set(groups.flatMap(({ roleArn }) => roleArn ?? []))],
    preferredRole: preferredRoles.size === 1 ? (first?.roleArn ?? undefined) : undefined,
  };
}
