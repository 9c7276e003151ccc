import type { OtpState } from '../contracts/state.js';
import type { HandshakeStore } from '../handshake/handshake-store.js';
import { initialModel, type MachineEvent, transition } from './machine.js';

/** Holds the state machine's model, carries out the effects of its transitions and tells the page about new snapshots. */

/** See {@link openStateStore}. */
export type StateStore = ReturnType<typeof openStateStore>;

/** @param abort ends the command under way. */
export function openStateStore(records: HandshakeStore, abort: () => void) {
  const listeners = new Set<(state: OtpState) => void>();
  let model = initialModel;

  return {
    getModel: () => model,
    listeners,

    /** @returns whether Cognito has to be called for what the command asks for. */
    dispatch(event: MachineEvent): boolean {
      const [next, ...effects] = transition(model, event);
      const { state } = next;
      const isNew = state !== model.state;
      model = next;
      if (effects.includes('abort')) abort();
      if (effects.includes('save')) records.save('user' in state ? null : state.identifier, next.handshake);
      for (const listener of isNew ? listeners : []) {
        // A listener gave a command: all listeners have been called with its snapshot already.
        if (model.state !== state) break;
        try {
          listener(state);
        } catch (error) {
          // An error in the page's listener: report it as uncaught, and go on.
          queueMicrotask(() => {
            throw error;
          });
        }
      }
      return effects.includes('call');
    },
  };
}
