import { deletePool, deleteStack, deleteTable, poolExists, tableExists } from '../aws/delete-stack.js';
import { compare, type Probe } from '../probe.js';

/** Whether a stack and what it retains can be deleted as the runbook says. */
export const deletion: Probe = {
  name: 'deletion',
  title: 'The stack and what it retains can be deleted',
  expected:
    'The stack is deleted at the first attempt, the user pool and the table remain, and the commands of the runbook delete them.',
  local: 'Has no deletion.',
  remedy: 'Look at the events of the stack for the resource that cannot be deleted, delete it by hand, and report it.',
  scope: 'created',
  effects: 'deletes the stack of this run with its users and its table',
  async run({ aws, stack, sleep }) {
    const table = stack.resources['Table'] ?? '';
    const status = await deleteStack(aws, stack.name, sleep);
    const retained = { pool: await poolExists(aws, stack.userPoolId), table: await tableExists(aws, table) };
    if (retained.pool) await deletePool(aws, stack.userPoolId);
    if (retained.table) await deleteTable(aws, table, sleep);
    const kept = Object.entries(retained).flatMap(([name, isKept]) => (isKept ? [name] : []));
    const isGone = !(await poolExists(aws, stack.userPoolId));
    return compare(
      status === 'DELETE_COMPLETE' && kept.length === 2 && isGone,
      `${status}; retained: ${kept.join(', ') || 'nothing'}; ${isGone ? 'deleted afterwards' : 'the pool is still there'}`,
    );
  },
};
