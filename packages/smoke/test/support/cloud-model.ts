/** The state of an account with one stack, and the calls of its APIs. */
import type { ResolvedTemplate } from '@cognito-otp/local-pool';

/** The name of the local pool's stack. */
export const STACK = 'local';
/** The account's id. */
export const ACCOUNT = '000000000000';
/** The Region of the stack. */
export const REGION = 'us-east-1';

/** One call of an AWS API. */
export interface Call {
  readonly service: string;
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A reply: a JSON body, or the text of a body of another type. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Changes AWS's response. Calls `forward`, with changed input if necessary, for the original
 * response.
 */
export type Tamper = (call: Call, forward: (call?: Call) => Promise<Reply>) => Promise<Reply | undefined>;

/** The account. */
export interface Cloud {
  readonly endpoint: string;
  /** The account's resources besides the stack's user pool and table. */
  readonly pools: Map<string, Record<string, unknown>>;
  /** The current parameters of the stack. */
  parameters: Record<string, string>;
  exists: boolean;
  hasTable: boolean;
  hasPool: boolean;
  tamper: Tamper | undefined;
  /** The calls that changed something, in their order. */
  readonly changes: string[];
  close(): Promise<void>;
}

/** Answers one operation. */
export type Answer = (input: Record<string, unknown>) => Promise<Reply> | Reply;

/** A successful reply of a JSON API. */
export const json = (body: unknown): Reply => ({ status: 200, body });
/** An error reply of a JSON API. */
export const jsonError = (name: string, message: string): Reply => ({ status: 400, body: { __type: name, message } });

/** Resolves the template with the stack's present parameters. */
export type Resolve = () => Promise<ResolvedTemplate>;
