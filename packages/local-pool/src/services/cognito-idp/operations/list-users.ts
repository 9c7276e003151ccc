import { invalidParameter } from '../../../model/errors.js';
import { attributesOf, type User } from '../../../model/user-pool/user.js';
import type { AdminOperation } from '../request/operation.js';
import { description } from './admin-users.js';

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html */
export const listUsers: AdminOperation = async (input, pool) => {
  const limit = input.number('Limit') ?? 60;
  if (limit < 0 || limit > 60) throw invalidParameter('Limit has to be from 0 to 60.');
  const start = Number(input.optionalText('PaginationToken') ?? 0);
  const found = pool.users.all.filter(filter(input.optionalText('Filter')));
  const wanted = input.list('AttributesToGet');
  const users = found.slice(start, start + limit).map((user) => {
    const shown = description(user);
    if (wanted.length === 0) return shown;
    return { ...shown, Attributes: shown.Attributes.filter(({ Name }) => wanted.includes(Name)) };
  });
  return { Users: users, ...(start + limit < found.length ? { PaginationToken: String(start + limit) } : {}) };
};

/** `phone_number = "+44…"` or, for a beginning, `email ^= "ann"`. */
function filter(text: string | undefined): (user: User) => boolean {
  if (text === undefined || text === '') return () => true;
  const match = /^\s*"?([\w:-]+)"?\s*(\^?=)\s*"(.*)"\s*$/.exec(text);
  if (match === null) throw invalidParameter(`Error while parsing filter ${text}`);
  const [, name = '', operator, value = ''] = match;
  return (user) => {
    const actual =
      name === 'username'
        ? user.username
        : name === 'status'
          ? user.enabled
            ? 'Enabled'
            : 'Disabled'
          : name === 'cognito:user_status'
            ? user.status
            : (attributesOf(user)[name] ?? '');
    return operator === '=' ? actual === value : actual.startsWith(value);
  };
}
