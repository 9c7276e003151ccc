import { UsageError } from '../model/errors.js';
import type { PolicyStatement, Stack } from '../model/stack.js';
import { evaluateAccess, matchStatement } from './authorize.js';
import type { AccessRequest, Caller } from './caller.js';

/** One kind of call, and how often it was made. */
export interface AccessCount {
  readonly action: string;
  readonly resource: string;
  readonly times: number;
}

/** What `GET /iam` says of one function. */
export interface FunctionAccess {
  /** Logical id. */
  readonly function: string;
  readonly role: string;
  /** In the template's order. */
  readonly statements: readonly (PolicyStatement & {
    readonly uses: readonly AccessCount[];
    /** Actions, resources and values of conditions of it that no call needed so far. */
    readonly unused: readonly string[];
  })[];
  readonly refused: readonly AccessCount[];
}

interface Entry {
  readonly statement: PolicyStatement;
  /** What is left of it while something is taken away. */
  left: readonly PolicyStatement[];
  readonly uses: Tally;
  readonly matched: Set<string>;
}

interface Holder {
  readonly arn: string;
  readonly role: string;
  readonly entries: readonly Entry[];
  readonly refused: Tally;
}

/** What each function's role allows, what of it was used, and what is taken away to see who misses it. */
export class Permissions {
  readonly #holders = new Map<string, Holder>();

  constructor(stack: Pick<Stack, 'functions' | 'roles'>, ACCOUNT_ID: string) {
    for (const { logicalId, name, roleArn } of stack.functions) {
      const statements = stack.roles.find((role) => role.arn === roleArn)?.statements ?? [];
      const role = roleArn.split('/').at(-1) ?? '';
      this.#holders.set(logicalId, {
        arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${name}`,
        role,
        entries: statements.map((statement) => ({
          statement,
          left: [statement],
          uses: new Tally(),
          matched: new Set(),
        })),
        refused: new Tally(),
      });
    }
  }

  /** Who signs a function's requests. Its statements are those of the moment. */
  caller(functionId: string): Caller {
    const holder = this.#holder(functionId);
    return {
      arn: holder.arn,
      functionId,
      get statements() {
        return statementsOf(holder);
      },
      onDecision: (request, allowed) => onDecision(holder, request, allowed),
    };
  }

  /** Decides on something that is done in a function's name rather than by it. */
  allows(functionId: string, request: AccessRequest): boolean {
    const holder = this.#holder(functionId);
    const allowed = evaluateAccess(statementsOf(holder), request) === 'allowed';
    onDecision(holder, request, allowed);
    return allowed;
  }

  /**
   * Takes one statement away until {@link restore}, or one of its actions, or one value of its conditions, or that value
   * for that action. Throws UsageError.
   */
  withdraw(functionId: string, index: number, action?: string, value?: string): void {
    const entry = this.#holder(functionId).entries[index];
    if (entry === undefined) throw new UsageError(`The role of ${functionId} has no statement ${index}.`);
    const { actions } = entry.statement;
    if (action !== undefined && !actions.includes(action)) {
      throw new UsageError(`Statement ${index} of ${functionId} has the actions ${actions.join(', ')}.`);
    }
    const values = valuesOf(entry.statement);
    if (value !== undefined && !values.includes(value)) {
      throw new UsageError(
        `The conditions of statement ${index} of ${functionId} have ${values.join(', ') || 'no values'}.`,
      );
    }
    entry.left = entry.left.flatMap((one) => without(one, action, value));
  }

  /** Gives everything back, and forgets who used what. */
  restore(): void {
    for (const { entries, refused } of this.#holders.values()) {
      refused.clear();
      for (const entry of entries) {
        entry.left = [entry.statement];
        entry.uses.clear();
        entry.matched.clear();
      }
    }
  }

  report(): FunctionAccess[] {
    return [...this.#holders].map(([id, { role, entries, refused }]) => ({
      function: id,
      role,
      statements: entries.map(({ statement, uses, matched }) => ({
        ...statement,
        uses: uses.list(),
        unused: [...statement.actions, ...statement.resources, ...valuesOf(statement)].filter(
          (pattern) => !matched.has(pattern),
        ),
      })),
      refused: refused.list(),
    }));
  }

  #holder(functionId: string): Holder {
    const holder = this.#holders.get(functionId);
    if (holder !== undefined) return holder;
    throw new UsageError(`There is no function ${functionId}; there are ${[...this.#holders.keys()].join(', ')}.`);
  }
}

const statementsOf = ({ entries }: Holder): PolicyStatement[] => entries.flatMap(({ left }) => left);

const valuesOf = ({ conditions }: PolicyStatement): string[] =>
  Object.values(conditions).flatMap((keys) => Object.values(keys).flat());

/** What is left of a statement, in as many as that takes. */
function without(statement: PolicyStatement, action: string | undefined, value: string | undefined): PolicyStatement[] {
  const { actions, conditions } = statement;
  const [taken, kept] = [
    actions.filter((one) => action === undefined || one === action),
    actions.filter((one) => action !== undefined && one !== action),
  ];
  const still = (values: readonly string[]) => values.filter((one) => one !== value);
  const narrowed = Object.entries(conditions).map(([operator, keys]) => [
    operator,
    Object.fromEntries(Object.entries(keys).map(([key, values]) => [key, still(values)])),
  ]);
  const rest = kept.length === 0 ? [] : [{ ...statement, actions: kept }];
  if (value === undefined || taken.length === 0) return rest;
  return [...rest, { ...statement, actions: taken, conditions: Object.fromEntries(narrowed) }];
}

function onDecision(holder: Holder, request: AccessRequest, allowed: boolean): void {
  if (!allowed) holder.refused.add(request.action, request.resources[0] ?? '*');
  for (const { left, uses, matched } of holder.entries) {
    for (const statement of left) {
      const found = matchStatement(statement, request);
      if (found === null) continue;
      uses.add(request.action, found.resource);
      for (const pattern of found.patterns) matched.add(pattern);
    }
  }
}

class Tally {
  readonly #counts = new Map<string, AccessCount>();

  add(action: string, resource: string): void {
    const key = `${action} ${resource}`;
    this.#counts.set(key, { action, resource, times: (this.#counts.get(key)?.times ?? 0) + 1 });
  }

  list(): AccessCount[] {
    return [...this.#counts.values()];
  }

  clear(): void {
    this.#counts.clear();
  }
}
