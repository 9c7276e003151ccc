import { UsageError } from '../errors.js';
import type { PolicyStatement, Stack } from '../template/stack.js';
import type { Caller } from './credentials.js';
import { type AccessRequest, decide, matchesOf } from './iam.js';

/** One kind of call, and how often it was made. */
export interface Access {
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
    readonly uses: readonly Access[];
    /** Actions and resources of it that no call needed so far. */
    readonly unused: readonly string[];
  })[];
  readonly refused: readonly Access[];
}

interface Entry {
  readonly statement: PolicyStatement;
  /** What is left of it while something is taken away; null: nothing. */
  left: PolicyStatement | null;
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

  constructor(stack: Pick<Stack, 'functions' | 'roles'>, accountId: string) {
    for (const { logicalId, name, roleArn } of stack.functions) {
      const statements = stack.roles.find((role) => role.arn === roleArn)?.statements ?? [];
      const role = roleArn.split('/').at(-1) ?? '';
      this.#holders.set(logicalId, {
        arn: `arn:aws:sts::${accountId}:assumed-role/${role}/${name}`,
        role,
        entries: statements.map((statement) => ({ statement, left: statement, uses: new Tally(), matched: new Set() })),
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
      note: (request, allowed) => note(holder, request, allowed),
    };
  }

  /** Decides on something that is done in a function's name rather than by it. */
  allows(functionId: string, request: AccessRequest): boolean {
    const holder = this.#holder(functionId);
    const allowed = decide(statementsOf(holder), request) === 'allowed';
    note(holder, request, allowed);
    return allowed;
  }

  /** Takes one statement, or one of its actions, away until {@link restore}. Throws UsageError. */
  take(functionId: string, index: number, action?: string): void {
    const entry = this.#holder(functionId).entries[index];
    if (entry === undefined) throw new UsageError(`The role of ${functionId} has no statement ${index}.`);
    if (action !== undefined && !entry.statement.actions.includes(action)) {
      throw new UsageError(
        `Statement ${index} of ${functionId} has the actions ${entry.statement.actions.join(', ')}.`,
      );
    }
    const actions = action === undefined ? [] : (entry.left?.actions ?? []).filter((one) => one !== action);
    entry.left = actions.length === 0 ? null : { ...entry.statement, actions };
  }

  /** Gives everything back, and forgets who used what. */
  restore(): void {
    for (const { entries, refused } of this.#holders.values()) {
      refused.clear();
      for (const entry of entries) {
        entry.left = entry.statement;
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
        unused: [...statement.actions, ...statement.resources].filter((pattern) => !matched.has(pattern)),
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

const statementsOf = ({ entries }: Holder): PolicyStatement[] =>
  entries.flatMap(({ left }) => (left === null ? [] : [left]));

function note(holder: Holder, request: AccessRequest, allowed: boolean): void {
  if (!allowed) holder.refused.add(request.action, request.resources[0] ?? '*');
  for (const { left, uses, matched } of holder.entries) {
    const found = left === null ? null : matchesOf(left, request);
    if (found === null) continue;
    uses.add(request.action, found.resource);
    for (const pattern of found.patterns) matched.add(pattern);
  }
}

class Tally {
  readonly #counts = new Map<string, Access>();

  add(action: string, resource: string): void {
    const key = `${action} ${resource}`;
    this.#counts.set(key, { action, resource, times: (this.#counts.get(key)?.times ?? 0) + 1 });
  }

  list(): Access[] {
    return [...this.#counts.values()];
  }

  clear(): void {
    this.#counts.clear();
  }
}
