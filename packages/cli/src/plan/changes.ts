/** What attach changes, and how a change is applied to the settings that are sent to Cognito. */
import type {
  ExplicitAuthFlowsType,
  UpdateUserPoolClientCommandInput,
  UpdateUserPoolCommandInput,
  UserPoolClientType,
} from '@aws-sdk/client-cognito-identity-provider';
import type { PoolState } from '../aws/pool-api.js';
import { clientInput, poolInput } from '../aws/settings.js';
import type { StackOutputs, Trigger } from '../aws/stack.js';

/** A change of one trigger. `before` is absent if the pool had none. */
export interface TriggerChange {
  readonly trigger: Trigger;
  readonly before?: string;
  readonly after?: string;
}

/** The settings of an app client that attach changes. */
export type ChangedClientSettings = Partial<Pick<UserPoolClientType, 'ExplicitAuthFlows' | 'AuthSessionValidity'>>;

/** A change of an app client. Both sides have the same settings. */
export interface ClientChange {
  readonly clientId: string;
  readonly before: ChangedClientSettings;
  readonly after: ChangedClientSettings;
}

/** All changes. */
export interface Changes {
  readonly triggers: readonly TriggerChange[];
  readonly clients: readonly ClientChange[];
}

/** A code lives for five minutes by default, which a Cognito session must outlast. Three minutes are Cognito's default. */
export const LEAST_SESSION_MINUTES = 5;

/** The longest that Cognito allows: time for a second message. */
const SESSION_MINUTES = 15;

/** Computes what has to change so that the app clients of the stack sign in with codes. */
export function planChanges(state: PoolState, stack: StackOutputs, triggers: readonly Trigger[]): Changes {
  const current = state.pool.LambdaConfig ?? {};
  return {
    triggers: triggers
      .filter((trigger) => current[trigger] !== stack.functions[trigger])
      .map((trigger) => {
        const before = current[trigger];
        return { trigger, ...(before ? { before } : {}), after: stack.functions[trigger] };
      }),
    clients: state.clients.map(planClient).filter((change) => Object.keys(change.after).length > 0),
  };
}

function planClient({ ClientId = '', ExplicitAuthFlows, AuthSessionValidity }: UserPoolClientType): ClientChange {
  // Without a list, Cognito allows the custom flow.
  const lacksFlow = ExplicitAuthFlows !== undefined && !ExplicitAuthFlows.includes('ALLOW_CUSTOM_AUTH');
  const flows: ExplicitAuthFlowsType[] = [...(ExplicitAuthFlows ?? []), 'ALLOW_CUSTOM_AUTH'];
  const isShort = AuthSessionValidity !== undefined && AuthSessionValidity < LEAST_SESSION_MINUTES;
  return {
    clientId: ClientId,
    before: {
      ...(lacksFlow ? { ExplicitAuthFlows } : {}),
      ...(isShort ? { AuthSessionValidity } : {}),
    },
    after: {
      ...(lacksFlow ? { ExplicitAuthFlows: flows } : {}),
      ...(isShort ? { AuthSessionValidity: SESSION_MINUTES } : {}),
    },
  };
}

/** The changes that undo others. */
export const reversed = ({ triggers, clients }: Changes): Changes => ({
  triggers: triggers.map(({ trigger, before, after }) => ({
    trigger,
    ...(after ? { before: after } : {}),
    ...(before ? { after: before } : {}),
  })),
  clients: clients.map(({ clientId, before, after }) => ({ clientId, before: after, after: before })),
});

/** The input of UpdateUserPool: every setting that the pool has, with the changed triggers. */
export function changedPool(state: PoolState, { triggers }: Changes): UpdateUserPoolCommandInput {
  const LambdaConfig = { ...state.pool.LambdaConfig };
  for (const { trigger, after } of triggers) {
    if (after === undefined) delete LambdaConfig[trigger];
    else LambdaConfig[trigger] = after;
  }
  return { ...poolInput(state.pool), LambdaConfig };
}

/** The inputs of UpdateUserPoolClient, for the app clients that change. */
export const changedClients = (state: PoolState, { clients }: Changes): UpdateUserPoolClientCommandInput[] =>
  clients.flatMap(({ clientId, after }) =>
    state.clients
      .filter(({ ClientId }) => ClientId === clientId)
      .map((client) => ({ ...clientInput(client), ...after })),
  );

/** The changes as lines: what is removed begins with `-`, what is added with `+`. */
export function describeChanges({ triggers, clients }: Changes): string[] {
  const sides = (what: string, before: unknown, after: unknown): string[] => [
    ...(before === undefined ? [] : [`- ${what}: ${before}`]),
    ...(after === undefined ? [] : [`+ ${what}: ${after}`]),
  ];
  return [
    ...triggers.flatMap(({ trigger, before, after }) => sides(`LambdaConfig.${trigger}`, before, after)),
    ...clients.flatMap(({ clientId, before, after }) =>
      [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
        const key = name as keyof ChangedClientSettings;
        return sides(`app client ${clientId} ${name}`, before[key], after[key]);
      }),
    ),
  ];
}
