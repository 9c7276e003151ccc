import { invalidParameter } from '../../../model/errors.js';
import { attributesOf, type User } from '../../../model/user-pool/user.js';
import type { AdminOperation } from '../request/operation.js';
import { describeUser } from '../users/user-description.js';

/**
 * The users of a pool. The pagination token is an index.
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export const listUsers: AdminOperation = async (input, pool) => {
  const limit = input.number('Limit') ?? 60;
  if (limit < 0 || limit > 60) throw invalidParameter('Limit has to be from 0 to 60.');
  const start = Number(input.optionalText('PaginationToken') ?? 0);
  const found = pool.users.all().filter(parseFilter(input.optionalText('Filter')));
  const attributeNames = input.list('AttributesToGet');
  const users = found.slice(start, start + limit).map((user) => {
    const description = describeUser(user);
    if (attributeNames.length === 0) return description;
    return { ...description, Attributes: description.Attributes.filter(({ Name }) => attributeNames.includes(Name)) };
  });
  return { Users: users, ...(start + limit < found.length ? { PaginationToken: String(start + limit) } : {}) };
};

/** Parses a Filter: `phone_number = "+44…"`, or `email ^= "ann"` for a prefix. */
function parseFilter(text: string | undefined): (user: User) => boolean {
  if (text === undefined || text === '') return () => true;
  const match = /^\s*"?([\w:-]+)"?\s*(\^?=)\s*"(.*)"\s*$/.exec(text);
  if (match === null) throw invalidParameter(`Error while parsing filter ${text}`);
  const [, name = '', operator, value = ''] = match;
  return (user) => {
    const actual = filterValue(user, name);
    return operator === '=' ? actual === value : actual.startsWith(value);
  };
}

/** The value of a user that a filter compares. */
function filterValue(user: User, name: string): string {
  switch (name) {
    case 'username':
      return user.username;
    case 'status':
      return user.enabled ? 'Enabled' : 'Disabled';
    case 'cognito:user_status':
      return user.status;
    default:
      return attributesOf(user)[name] ?? '';
  }
}
