// What each function's role allows and which of it was used, behind `GET`, `POST` and `DELETE /iam`. Tests use it to find
// permissions that nothing needs, and to withdraw one and see what stops working.

import { roleSessionArn } from '../model/arn.js';
import { UsageError } from '../model/errors.js';
import type { PolicyStatement, Stack } from '../model/stack.js';
import { evaluateAccess, matchStatement } from './authorize.js';
import type { AccessRequest, Caller } from './caller.js';

/** How often an action was called on a resource. */
export interface AccessCount {
  readonly action: string;
  readonly resource: string;
  readonly times: number;
}

/** What `GET /iam` reports of one function. */
export interface FunctionAccess {
  /** The function's logical id. */
  readonly function: string;
  /** The name of its role. */
  readonly role: string;
  /** The role's statements, in the template's order. */
  readonly statements: readonly (PolicyStatement & {
    /** The calls that this statement applied to. */
    readonly uses: readonly AccessCount[];
    /** Its actions, resources and condition values that no call has needed so far. */
    readonly unused: readonly string[];
  })[];
  /** The calls that were refused. */
  readonly refused: readonly AccessCount[];
}

interface StatementUsage {
  readonly statement: PolicyStatement;
  /** What is in effect of the statement while parts of it are withdrawn. */
  effective: readonly PolicyStatement[];
  readonly uses: AccessTally;
  readonly matchedPatterns: Set<string>;
}

interface FunctionRole {
  readonly arn: string;
  readonly place: string;
  readonly role: string;
  readonly usages: readonly StatementUsage[];
  readonly refused: AccessTally;
}

/** The permissions of every function's role. */
export interface StackPermissions {
  /** The caller that signs a function's requests. Its statements are always the ones in effect. */
  caller(functionId: string): Caller;
  /** Whether a function's role allows something that Lambda does on the function's behalf. */
  allows(functionId: string, request: AccessRequest): boolean;
  /**
   * Withdraws a statement until {@link StackPermissions.reset}, or only one of its actions, one value of its conditions, or
   * that value for that action.
   *
   * @param index position of the statement in the report
   * @throws UsageError when there is no such function, statement, action or value
   */
  withdraw(functionId: string, index: number, action?: string, value?: string): void;
  /** Restores every statement and clears the counts. */
  reset(): void;
  /** What `GET /iam` returns. */
  report(): FunctionAccess[];
}

/** Creates the permissions of a stack's functions. */
export function createPermissions(stack: Pick<Stack, 'functions' | 'roles'>): StackPermissions {
  const roles = new Map(stack.functions.map((definition) => [definition.logicalId, functionRole(definition, stack)]));

  const roleOf = (functionId: string): FunctionRole => {
    const role = roles.get(functionId);
    if (role !== undefined) return role;
    throw new UsageError(`There is no function ${functionId}. Use one of ${[...roles.keys()].join(', ')}.`);
  };

  return {
    caller(functionId) {
      const role = roleOf(functionId);
      return {
        arn: role.arn,
        functionId,
        place: role.place,
        get statements() {
          return effectiveStatements(role);
        },
        onDecision: (request, allowed) => recordDecision(role, request, allowed),
      };
    },
    allows(functionId, request) {
      const role = roleOf(functionId);
      const allowed = evaluateAccess(effectiveStatements(role), request) === 'allowed';
      recordDecision(role, request, allowed);
      return allowed;
    },
    withdraw: (functionId, index, action, value) => withdraw(roleOf(functionId), functionId, index, action, value),
    reset() {
      for (const { usages, refused } of roles.values()) {
        refused.clear();
        for (const usage of usages) {
          usage.effective = [usage.statement];
          usage.uses.clear();
          usage.matchedPatterns.clear();
        }
      }
    },
    report: () => [...roles].map(([functionId, role]) => reportOf(functionId, role)),
  };
}

function functionRole(
  { name, roleArn, position }: Stack['functions'][number],
  { roles }: Pick<Stack, 'roles'>,
): FunctionRole {
  const statements = roles.find(({ arn }) => arn === roleArn)?.statements ?? [];
  return {
    arn: roleSessionArn(roleArn, name),
    place: `${position.file}:${position.line}`,
    role: roleArn.split('/').at(-1) ?? '',
    usages: statements.map((statement) => ({
      statement,
      effective: [statement],
      uses: createTally(),
      matchedPatterns: new Set(),
    })),
    refused: createTally(),
  };
}

const effectiveStatements = ({ usages }: FunctionRole): PolicyStatement[] =>
  usages.flatMap(({ effective }) => effective);

const conditionValues = ({ conditions }: PolicyStatement): string[] =>
  Object.values(conditions).flatMap((keys) => Object.values(keys).flat());

const reportOf = (functionId: string, { role, usages, refused }: FunctionRole): FunctionAccess => ({
  function: functionId,
  role,
  statements: usages.map(({ statement, uses, matchedPatterns }) => ({
    ...statement,
    uses: uses.list(),
    unused: [...statement.actions, ...statement.resources, ...conditionValues(statement)].filter(
      (pattern) => !matchedPatterns.has(pattern),
    ),
  })),
  refused: refused.list(),
});

function withdraw(
  { usages }: FunctionRole,
  functionId: string,
  index: number,
  action: string | undefined,
  value: string | undefined,
): void {
  const usage = usages[index];
  if (usage === undefined) throw new UsageError(`The role of ${functionId} has no statement ${index}.`);
  const { actions } = usage.statement;
  if (action !== undefined && !actions.includes(action)) {
    throw new UsageError(`Statement ${index} of ${functionId} has only the actions ${actions.join(', ')}.`);
  }
  const values = conditionValues(usage.statement);
  if (value !== undefined && !values.includes(value)) {
    const existing = values.length === 0 ? 'no values' : `only the values ${values.join(', ')}`;
    throw new UsageError(`The conditions of statement ${index} of ${functionId} have ${existing}.`);
  }
  usage.effective = usage.effective.flatMap((statement) => without(statement, action, value));
}

/** What remains of a statement after a withdrawal. This may take two statements: one with and one without the value. */
function without(statement: PolicyStatement, action: string | undefined, value: string | undefined): PolicyStatement[] {
  const { actions, conditions } = statement;
  const affected = actions.filter((one) => action === undefined || one === action);
  const unaffected = actions.filter((one) => !affected.includes(one));
  const unaffectedPart = unaffected.length === 0 ? [] : [{ ...statement, actions: unaffected }];
  if (value === undefined || affected.length === 0) return unaffectedPart;
  const narrowed = Object.entries(conditions).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, values.filter((one) => one !== value)])),
  ]);
  return [...unaffectedPart, { ...statement, actions: affected, conditions: Object.fromEntries(narrowed) }];
}

function recordDecision({ usages, refused }: FunctionRole, request: AccessRequest, allowed: boolean): void {
  if (!allowed) refused.add(request.action, request.resources[0] ?? '*');
  for (const { effective, uses, matchedPatterns } of usages) {
    for (const statement of effective) {
      const match = matchStatement(statement, request);
      if (match === undefined) continue;
      uses.add(request.action, match.resource);
      for (const pattern of match.patterns) matchedPatterns.add(pattern);
    }
  }
}

interface AccessTally {
  add(action: string, resource: string): void;
  list(): AccessCount[];
  clear(): void;
}

function createTally(): AccessTally {
  const counts = new Map<string, AccessCount>();
  return {
    add(action, resource) {
      const key = `${action} ${resource}`;
      counts.set(key, { action, resource, times: (counts.get(key)?.times ?? 0) + 1 });
    },
    list: () => [...counts.values()],
    clear: () => counts.clear(),
  };
}
