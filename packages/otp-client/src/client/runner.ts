import type { CognitoCall } from '../cognito/api.js';
import { OtpError } from '../contracts/errors.js';
import type { OtpState } from '../contracts/state.js';
import type { CommandCall } from '../handshake/handshake.js';
import type { HandshakeStore } from '../handshake/handshake-store.js';
import type { HandshakeReply } from '../handshake/reply.js';
import { initialModel, type MachineEvent, type MachineModel, transition } from './machine.js';

/**
 * Runs the state machine: holds its model, carries out the effects of its transitions, and runs commands one at a time, so
 * that a double click or two components of a page cannot send two messages.
 */

/** See {@link openRunner}. */
export type Runner = ReturnType<typeof openRunner>;

/**
 * @param ready called while storage is being read; resolves when the first snapshot is there.
 * @param complete called with a reply that brought tokens.
 */
export function openRunner(
  records: HandshakeStore,
  call: CognitoCall,
  ready: () => unknown,
  complete: (reply: HandshakeReply, signal: AbortSignal | undefined) => Promise<void>,
) {
  const listeners = new Set<(state: OtpState) => void>();
  let model = initialModel;
  let controller = new AbortController();
  let current:
    | { readonly key: string; readonly signal: AbortSignal | undefined; readonly done: Promise<OtpState> }
    | undefined;

  /** @returns whether Cognito has to be called for what the command asks for. */
  function dispatch(event: MachineEvent): boolean {
    const [next, ...effects] = transition(model, event);
    const { state } = next;
    const isNew = state !== model.state;
    model = next;
    if (effects.includes('abort')) {
      controller.abort();
      current = undefined;
    }
    if (effects.includes('save')) {
      const known = state.error?.code === 'session_revoked';
      records.save('user' in state ? null : state.identifier, next.handshake, known);
    }
    for (const listener of isNew ? listeners : []) {
      // If a listener gave a command, all listeners have been called with its snapshot already.
      if (model.state !== state) break;
      try {
        listener(state);
      } catch (error) {
        // An error in the page's listener is reported as uncaught, and does not stop the sign-in.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return effects.includes('call');
  }

  /** Runs a command. The same command given again while it runs joins it, unless its signal has ended it. */
  function join(key: string, signal: AbortSignal | undefined, act: () => Promise<OtpState>): Promise<OtpState> {
    if (current?.key === key && !current.signal?.aborted) return current.done;
    const command = {
      key,
      signal,
      done: act().finally(() => {
        if (current === command) current = undefined;
      }),
    };
    current = command;
    return command.done;
  }

  /**
   * Runs a command of the handshake. It waits for the command in progress, and does nothing if that led to another step.
   * @param work makes the calls, which are aborted when the command ends. Its argument is the model after the command.
   */
  const run = (
    key: string,
    signal: AbortSignal | undefined,
    event: MachineEvent,
    work: (call: CommandCall, model: MachineModel) => Promise<HandshakeReply>,
  ): Promise<OtpState> =>
    join(key, signal, async () => {
      const previous = event.type === 'start' ? undefined : current;
      const { signal: previousSignal } = controller;
      if (model.state.step === 'restoring') await ready();
      if (previous) await previous.done;
      const isVoid = previous && (previousSignal.aborted || model.state.step !== 'code');
      if (isVoid || !dispatch(event)) return model.state;
      const { runId } = model;
      controller = new AbortController();
      const { signal: ownSignal } = controller;
      try {
        const reply = await work((operation, body) => call(operation, body, ownSignal, signal), model);
        if (model.runId === runId) {
          if (reply.tokens) await complete(reply, signal);
          else dispatch({ type: 'reply', runId, ...reply });
        }
      } catch (cause) {
        const error = cause instanceof OtpError ? cause : new OtpError('unexpected', `${cause}`, { cause });
        dispatch({ type: 'reply', runId, error });
      }
      return model.state;
    });

  return { getState: () => model.state, listeners, dispatch, join, run, abort: () => controller.abort() };
}
