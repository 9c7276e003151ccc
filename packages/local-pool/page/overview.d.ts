// What the pool answers to `GET /overview` and `GET /activity/<id>`.

export interface Client {
  readonly clientId: string;
  readonly name: string;
  readonly clientSecret?: string;
}

export interface Pool {
  readonly logicalId: string;
  readonly userPoolId: string;
  readonly region: string;
  readonly clients: readonly Client[];
}

export interface Ready {
  readonly endpoint: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly region: string;
  readonly pools: readonly Pool[];
}

export type Outcome =
  | { readonly kind: 'running' | 'done' | 'tokens' }
  | { readonly kind: 'challenge'; readonly challenge: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

export interface Trigger {
  readonly name: string;
  readonly function: string;
  readonly durationMs?: number;
  readonly error?: string;
}

export interface Round<T = Trigger> {
  readonly operation: string;
  readonly at: string;
  readonly durationMs?: number;
  readonly outcome: Outcome;
  readonly triggers: readonly T[];
}

export interface Entry {
  readonly id: string;
  readonly kind: 'sign-in' | 'call';
  readonly status: 'running' | 'waiting' | 'signed-in' | 'done' | 'refused';
  readonly at: string;
  readonly operation: string;
  readonly flow?: string;
  readonly user?: string;
  readonly caller?: string;
  readonly rounds: readonly Round[];
}

/** JSON texts, as recorded. */
export interface FullTrigger extends Trigger {
  readonly source: string;
  readonly requestIds: readonly string[];
  readonly event: string;
  readonly response?: string;
  readonly log: readonly { readonly at: string; readonly line: string }[];
}

export interface FullRound extends Round<FullTrigger> {
  readonly request: string;
  readonly response?: string;
}

export interface FullEntry extends Omit<Entry, 'rounds'> {
  readonly rounds: readonly FullRound[];
}

export interface User {
  readonly username: string;
  readonly status: string;
  readonly enabled: boolean;
  readonly createdAt: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface PoolUsers {
  readonly userPoolId: string;
  readonly logicalId: string;
  readonly triggers: readonly string[];
  readonly usernameAttributes: readonly string[];
  readonly total: number;
  readonly users: readonly User[];
}

export interface Message {
  readonly id: string;
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly body: string;
  readonly subject?: string;
  readonly from?: string;
  readonly at: string;
}

export interface Fault {
  readonly kind: string;
  readonly on: Readonly<Record<string, string>>;
  readonly at: string;
  readonly ms: number;
  readonly skip: number;
  readonly times: number | null;
  readonly struck: number;
}

export interface Overview {
  readonly ready: Ready;
  readonly activity: readonly Entry[];
  readonly users: readonly PoolUsers[];
  readonly messages: readonly Message[];
  readonly faults: readonly Fault[];
  readonly clock: { readonly now: string; readonly offsetMs: number };
  readonly choices: {
    readonly triggers: readonly string[];
    readonly operations: readonly string[];
    readonly services: readonly string[];
    readonly faultKinds: readonly string[];
  };
}
