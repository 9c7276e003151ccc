import type { CognitoCall } from '../cognito/api.js';
import { OtpError } from '../contracts/errors.js';
import type { OtpState } from '../contracts/state.js';
import type { CommandCall } from '../handshake/handshake.js';
import type { HandshakeReply } from '../handshake/reply.js';
import type { MachineEvent } from './machine.js';
import type { StateStore } from './state-store.js';

/** Runs commands one at a time, so that a double click or two components of a page cannot send two messages. */

/** See {@link openCommands}. */
export type Commands = ReturnType<typeof openCommands>;

/**
 * @param ready called while storage is being read; resolves when the first snapshot is there.
 * @param complete called with the reply that brought tokens.
 */
export function openCommands(
  { getModel, dispatch }: StateStore,
  call: CognitoCall,
  ready: () => unknown,
  complete: (reply: HandshakeReply, signal: AbortSignal | undefined) => Promise<void>,
) {
  let controller = new AbortController();
  let current:
    | { readonly key: string; readonly signal: AbortSignal | undefined; readonly done: Promise<OtpState> }
    | undefined;

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

  return {
    join,

    /** Ends the command under way. */
    abort() {
      controller.abort();
      current = undefined;
    },

    /**
     * Runs a command of the handshake. It waits for the one under way, and does nothing if that led to another step.
     * @param work makes the calls; `call` ends with the command.
     */
    run: (
      key: string,
      signal: AbortSignal | undefined,
      event: MachineEvent,
      work: (call: CommandCall) => Promise<HandshakeReply>,
    ): Promise<OtpState> =>
      join(key, signal, async () => {
        const previous = event.type === 'start' ? undefined : current;
        const { signal: previousSignal } = controller;
        if (getModel().state.step === 'restoring') await ready();
        if (previous) await previous.done;
        const isVoid = previous && (previousSignal.aborted || getModel().state.step !== 'code');
        if (isVoid || !dispatch(event)) return getModel().state;
        const { runId } = getModel();
        controller = new AbortController();
        const { signal: commandSignal } = controller;
        try {
          const reply = await work((operation, body) => call(operation, body, commandSignal, signal));
          if (getModel().runId === runId) {
            if (reply.tokens) await complete(reply, signal);
            else dispatch({ type: 'reply', runId, ...reply });
          }
        } catch (cause) {
          const error = cause instanceof OtpError ? cause : new OtpError('bad_response', `${cause}`, { cause });
          dispatch({ type: 'reply', runId, error });
        }
        return getModel().state;
      }),
  };
}
