// The list that the local pool prints at its start: everything that it sets up from the templates.

import type { FunctionDefinition } from './function-definition.js';
import type { ClientDefinition, PoolDefinition } from './pool-definition.js';
import type { Stack } from './stack.js';

/** The most names in one line. */
const MAX_NAMES = 12;

/** Lists pools, app clients, triggers, functions and all other parts, one line each. */
export function describeFound(stack: Stack): string[] {
  const nameOf = new Map(stack.functions.map(({ arn, logicalId }) => [arn, logicalId]));
  return [
    ...stack.pools.flatMap((pool) => poolLines(pool, nameOf)),
    ...stack.functions.map((definition) => functionLine(definition, stack)),
    ...stack.tables.map(({ name }) => `table ${name}`),
    ...stack.secrets.map(({ name }) => `secret ${name}, rotated on request (POST /secrets/rotate)`),
    ...stack.parameters.map(({ name }) => `parameter ${name}`),
    ...stack.identityPools.map(({ logicalId, id }) => `identity pool ${id} (${logicalId})`),
    ...(stack.otherFunctions.length === 0
      ? []
      : [`functions that are no triggers, and that therefore do not run here: ${enumerate(stack.otherFunctions)}`]),
  ];
}

function poolLines(pool: PoolDefinition, nameOf: ReadonlyMap<string, string>): string[] {
  const { mfa, groups, users } = pool;
  const settings = [
    ...(mfa.configuration === 'OFF' ? [] : [`MFA ${mfa.configuration} with ${mfa.factors.join(', ')}`]),
    ...(groups.length === 0 ? [] : [`groups ${enumerate(groups.map(({ name }) => name))}`]),
    ...(users.length === 0 ? [] : [`users ${enumerate(users.map(({ name }) => name))}`]),
  ];
  return [
    [`user pool ${pool.id} (${pool.logicalId})`, ...settings].join(', '),
    ...pool.clients.map(clientLine),
    ...Object.entries(pool.triggers).map(([trigger, arn]) => {
      const version = trigger === 'PreTokenGeneration' ? ` V${pool.preTokenVersion}_0` : '';
      return `  trigger ${trigger}${version}: ${nameOf.get(arn) ?? arn}`;
    }),
  ];
}

const clientLine = ({ id, name, secret, authFlows }: ClientDefinition): string =>
  `  app client ${id} (${name})${secret === undefined ? '' : ' with a secret'}: ${[...authFlows].join(', ') || 'no authentication flows'}`;

function functionLine(definition: FunctionDefinition, { pools, secrets }: Stack): string {
  const { logicalId, arn, handler } = definition;
  const isTrigger = pools.some(({ triggers }) => Object.values(triggers).includes(arn));
  const rotates = secrets.some(({ rotationFunction }) => rotationFunction === arn);
  const purpose = isTrigger || !rotates ? '' : ', which rotates a secret';
  return `function ${logicalId}${purpose}: ${handler} in ${placeOf(definition)}`;
}

function placeOf({ code, position }: FunctionDefinition): string {
  switch (code.kind) {
    case 'directory':
      return code.directory;
    case 'zip':
      return code.file;
    case 'source':
      return `${code.entry}, built with esbuild`;
    case 'inline':
      return `${position.file}, line ${position.line}`;
  }
}

const enumerate = (names: readonly string[]): string => {
  const rest = names.length - MAX_NAMES;
  return [...names.slice(0, MAX_NAMES), ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
};
