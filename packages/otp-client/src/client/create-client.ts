import { createCognitoCall } from '../cognito/api.js';
import type { CallOptions, OtpClient, OtpClientOptions } from '../contracts/client.js';
import { OtpError } from '../contracts/errors.js';
import type { OtpState } from '../contracts/state.js';
import { type CommandCall, openHandshake } from '../handshake/handshake.js';
import { openHandshakeStore } from '../handshake/handshake-store.js';
import type { Handshake, HandshakeReply } from '../handshake/reply.js';
import { now } from '../platform/clock.js';
import { openStore, thenMaybeSync } from '../platform/storage.js';
import { openTabChannel } from '../platform/tabs.js';
import { openSessions, type StoredSession } from '../session/sessions.js';
import { identifierValue } from '../validation/identifier.js';
import { checkOptions } from '../validation/options.js';
import { initialModel, type MachineEvent, transition } from './machine.js';

/**
 * A client for one app client of one user pool. It asks nothing of Cognito before it is told to, but to finish a sign-out
 * that was made offline.
 * @throws {OtpError} `configuration`, naming the option that can't work and what to give.
 */
export function createOtpClient(options: OtpClientOptions): OtpClient {
  const config = checkOptions(options);
  const store = openStore(config, () => dispatch({ type: 'volatile' }));
  const call = createCognitoCall(config);
  const sessions = openSessions(config, store, call);
  const records = openHandshakeStore(config, store);
  const conversation = openHandshake(config, {
    getItem: store.get,
    setItem: store.set,
    removeItem: (key) => store.set(key, null),
  });
  const listeners = new Set<(state: OtpState) => void>();
  let model = initialModel;
  let controller = new AbortController();
  let current:
    | { readonly key: string; readonly signal?: AbortSignal | undefined; readonly done: Promise<OtpState> }
    | undefined;

  /** @returns whether Cognito is to be asked for what the command wants. */
  function dispatch(event: MachineEvent): boolean {
    const [next, ...effects] = transition(model, event);
    const { state } = next;
    const isNews = state !== model.state;
    model = next;
    if (effects.includes('abort')) {
      controller.abort();
      current = undefined;
    }
    if (effects.includes('save')) records.save('user' in state ? null : state.identifier, next.handshake);
    for (const listener of isNews ? listeners : []) {
      // A listener gave a command, and all have been called with what came of it.
      if (model.state !== state) break;
      try {
        listener(state);
      } catch (error) {
        // The page's own fault: reported as such, and nobody's sign-in stops for it.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
    return effects.includes('call');
  }

  const announce = (session: StoredSession | null, error: OtpError | null = null) =>
    dispatch({ type: 'session', session, error });

  /** The same command again joins it, unless its signal has ended it. */
  function once(key: string, signal: AbortSignal | undefined, act: () => Promise<OtpState>): Promise<OtpState> {
    if (current?.key === key && !current.signal?.aborted) return current.done;
    const mine = {
      key,
      signal,
      done: act().finally(() => {
        if (current === mine) current = undefined;
      }),
    };
    current = mine;
    return mine.done;
  }

  /** Commands go one at a time: another waits, and is void if the first led elsewhere. */
  function perform(
    key: string,
    signal: AbortSignal | undefined,
    event: MachineEvent,
    work: (call: CommandCall) => Promise<HandshakeReply>,
  ): Promise<OtpState> {
    return once(key, signal, async () => {
      const before = event.type === 'start' ? undefined : current;
      const { signal: earlier } = controller;
      if (model.state.step === 'restoring') await restored;
      if (before) await before.done;
      if ((before && (earlier.aborted || model.state.step !== 'code')) || !dispatch(event)) return model.state;
      const { runId } = model;
      const name = identifierValue(model.state.identifier!);
      controller = new AbortController();
      const { signal: mine } = controller;
      try {
        const round = await work((operation, body) => call(operation, body, mine, signal));
        if (model.runId === runId) {
          if (round.tokens) {
            const session = (await sessions.save(round.tokens, name))!;
            await records.remember(name);
            announce(session);
            tabs.notify();
            // Nothing but the page's own signal ends it: the way in is over.
            await conversation.finish(round, (operation, body) => call(operation, body, signal));
            complete(session, round.handshake);
          } else dispatch({ type: 'reply', runId, ...round });
        }
      } catch (error) {
        dispatch({
          type: 'reply',
          runId,
          error: error instanceof OtpError ? error : new OtpError('bad_response', `${error}`, { cause: error }),
        });
      }
      return model.state;
    });
  }

  /**
   * The triggers drop what a sign-up brought along once the number or address is proved: somebody else may have planted
   * it. What this page gave itself is given again. Nobody waits for it, and a sign-in stands without.
   */
  function complete({ accessToken, user }: StoredSession, { attributes }: Handshake) {
    const UserAttributes = Object.entries(attributes ?? {})
      .filter(([name]) => !(name in user.claims))
      .map(([Name, Value]) => ({ Name, Value }));
    if (UserAttributes.length) {
      call('UpdateUserAttributes', { AccessToken: accessToken, UserAttributes })
        .then(() => sessions.fresh({ forceRefresh: true }))
        .then(announce, () => {
          // Asked for again wherever the page asks for it.
        });
    }
  }

  /** The newest Session of this handshake: another tab may have used ours up and kept the next. */
  async function latest(): Promise<Handshake> {
    const mine = model.handshake!;
    const { handshake } = await records.read();
    return handshake?.username === mine.username ? handshake : mine;
  }

  const tabs = openTabChannel(config.clientId, async (signedOut) => {
    await restored;
    if (signedOut) await sessions.end(signedOut);
    announce(await sessions.load());
    await sessions.revoke();
  });

  const restored = thenMaybeSync([sessions.load(), records.read()], ([session, pending]) =>
    dispatch({ type: 'session', session, ...pending }),
  );
  sessions.revoke();

  return {
    getState: () => model.state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start: (identifier, options = {}) =>
      perform(`start ${identifierValue(identifier)}`, options.signal, { type: 'start', identifier }, async (call) => {
        const identifier = model.state.identifier!;
        return conversation.start(identifier, await records.knows(identifierValue(identifier)), options, call);
      }),
    submit(given, options = {}) {
      const code = typeof given === 'string' ? given : '';
      return perform(`submit ${code}`, options.signal, { type: 'submit', code }, async (call) =>
        conversation.submit(await latest(), code, options, call),
      );
    },
    resend: (options = {}) =>
      perform(`resend ${options.channel}`, options.signal, { type: 'resend', now: now() }, async (call) =>
        conversation.resend(await latest(), options, call),
      ),
    cancel: () => void dispatch({ type: 'cancel' }),
    get session() {
      const { state } = model;
      return 'user' in state ? state : null;
    },
    async getTokens(options = {}) {
      // Nobody being signed in is news only after what the storage holds is.
      await restored;
      try {
        const session = await sessions.fresh(options);
        announce(session);
        return session;
      } catch (error) {
        const { code } = error as OtpError;
        if (code === 'session_revoked' || code === 'signed_out') {
          announce(null, code === 'signed_out' ? null : (error as OtpError));
          tabs.notify();
        }
        throw error;
      }
    },
    signOut: (options: CallOptions & { everywhere?: boolean } = {}) =>
      once(`sign-out ${!!options.everywhere}`, undefined, async () => {
        const { everywhere, signal } = options;
        if (model.state.step === 'restoring') await restored;
        dispatch({ type: 'sign-out' });
        let error: OtpError | null = null;
        if (everywhere) {
          try {
            const { accessToken } = await sessions.fresh(options);
            await call('GlobalSignOut', { AccessToken: accessToken }, signal);
          } catch (fault) {
            error = fault as OtpError;
          }
        }
        const session = await sessions.signOutLocally();
        tabs.notify(session?.sessionId);
        await sessions.revoke(session?.refreshToken, signal);
        announce(null, error);
        if (session) await sessions.end(session.sessionId);
        return model.state;
      }),
    request: (operation, body, { signal } = {}) => call(operation, body, signal),
    close() {
      controller.abort();
      listeners.clear();
      tabs.close();
    },
  };
}
