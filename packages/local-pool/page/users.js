// The users of every pool, newest first.

import { byId, element, plural, showList, timeOfDay } from './elements.js';

/** @import { Overview, User } from './overview.js' */

/** @param {Overview} overview */
export function showUsers({ users: pools }) {
  const total = pools.reduce((sum, pool) => sum + pool.total, 0);
  const users = pools.flatMap((pool) => pool.users.map((user) => ({ user, pool })));
  byId('user-count', HTMLElement).textContent =
    total > users.length ? `The newest ${users.length} of ${total}` : plural(total, 'user');
  byId('user-count', HTMLElement).hidden = total === 0;
  byId('no-users', HTMLElement).hidden = total > 0;
  showList(
    byId('user-list', HTMLElement),
    users,
    ({ user, pool }) => `${pool.userPoolId} ${user.username}`,
    ({ user, pool }, existing) => {
      const version = JSON.stringify(user);
      if (existing?.dataset['version'] === version) return existing;
      const item = userItem(user, pools.length > 1 ? pool.logicalId : undefined);
      item.dataset['version'] = version;
      if (existing?.querySelector('details')?.open) item.querySelector('details')?.setAttribute('open', '');
      return item;
    },
  );
}

/** @param {User} user @param {string | undefined} poolName */
function userItem({ username, status, enabled, createdAt, attributes }, poolName) {
  const name = attributes['phone_number'] ?? attributes['email'] ?? username;
  return element(
    'li',
    {},
    element(
      'details',
      { class: 'entry' },
      element(
        'summary',
        {},
        element('span', { class: 'status', 'data-status': stateOf(status, enabled) }, enabled ? status : 'DISABLED'),
        element('h3', {}, name),
        element(
          'span',
          { class: 'facts' },
          poolName === undefined ? undefined : element('span', {}, poolName),
          element('time', { datetime: createdAt }, `since ${timeOfDay(createdAt)}`),
        ),
      ),
      element(
        'dl',
        { class: 'values' },
        ...Object.entries({ Username: username, ...attributes }).flatMap(([key, value]) => [
          element('dt', {}, key),
          element('dd', {}, value),
        ]),
      ),
    ),
  );
}

/** @param {string} status @param {boolean} enabled */
function stateOf(status, enabled) {
  if (!enabled) return 'refused';
  return status === 'CONFIRMED' ? 'signed-in' : 'waiting';
}
