import { createCognitoCall } from '../cognito/api.js';
import type { CallOptions, OtpClient, OtpClientOptions } from '../contracts/client.js';
import type { OtpError } from '../contracts/errors.js';
import { openHandshake } from '../handshake/handshake.js';
import { openHandshakeStore } from '../handshake/handshake-store.js';
import type { Handshake, HandshakeReply } from '../handshake/reply.js';
import { now } from '../platform/clock.js';
import { openStore, thenMaybeSync } from '../platform/storage.js';
import { openTabChannel } from '../platform/tabs.js';
import { openSessions } from '../session/sessions.js';
import type { StoredSession } from '../session/token-store.js';
import { identifierValue } from '../validation/identifier.js';
import { checkOptions } from '../validation/options.js';
import { openCommands } from './commands.js';
import { openStateStore } from './state-store.js';

/**
 * Creates a client for one app client of one user pool. It does not call Cognito before a command asks for it, except to
 * finish a sign-out that was made offline.
 * @throws {OtpError} `configuration`; the message names the option that is invalid and what is expected.
 */
export function createOtpClient(options: OtpClientOptions): OtpClient {
  const config = checkOptions(options);
  const store = openStore(config, () => dispatch({ type: 'volatile' }));
  const call = createCognitoCall(config);
  const sessions = openSessions(config, store, call);
  const records = openHandshakeStore(config, store);
  const handshakes = openHandshake(config, {
    getItem: store.get,
    setItem: store.set,
    removeItem: (key) => store.set(key, null),
  });
  const states = openStateStore(records, () => abort());
  const { getModel, dispatch, listeners } = states;
  const { join, run, abort } = openCommands(states, call, () => restored, completeSignIn);

  const publish = (session: StoredSession | undefined, error: OtpError | null = null) =>
    dispatch({ type: 'session', session, error });

  /** Stores the tokens. From here on only the page's own signal ends the command: the sign-in cannot be cancelled. */
  async function completeSignIn(reply: HandshakeReply, signal: AbortSignal | undefined): Promise<void> {
    const name = identifierValue(getModel().state.identifier!);
    const session = (await sessions.save(reply.tokens, name))!;
    await records.remember(name);
    publish(session);
    tabs.notify();
    await handshakes.finish(reply, (operation, body) => call(operation, body, signal));
    restoreAttributes(session, reply.handshake);
  }

  /**
   * The triggers drop the attributes of a sign-up once the number or address is verified, because an attacker may have
   * planted them before. Those that this page gave are set again. Nothing waits for it, and a failure is ignored: the
   * sign-in is complete.
   */
  function restoreAttributes({ accessToken, user }: StoredSession, { attributes }: Handshake) {
    const UserAttributes = Object.entries(attributes ?? {})
      .filter(([name]) => !(name in user.claims))
      .map(([Name, Value]) => ({ Name, Value }));
    if (UserAttributes.length) {
      call('UpdateUserAttributes', { AccessToken: accessToken, UserAttributes })
        .then(() => sessions.getTokens({ forceRefresh: true }))
        .then(publish, () => {
          // The page can ask for the attributes again.
        });
    }
  }

  /** The newest Session of this handshake: another tab may have used ours and stored the next one. */
  async function latestHandshake(): Promise<Handshake> {
    const own = getModel().handshake!;
    const { handshake } = await records.read();
    return handshake?.username === own.username ? handshake : own;
  }

  const tabs = openTabChannel(config.clientId, async (signedOut) => {
    await restored;
    if (signedOut) await sessions.end(signedOut);
    publish(await sessions.load());
    await sessions.revoke();
  });

  const restored = thenMaybeSync([sessions.load(), records.read()], ([session, record]) =>
    dispatch({ type: 'session', session, ...record }),
  );
  sessions.revoke();

  return {
    getState: () => getModel().state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start: (identifier, options = {}) =>
      run(`start ${identifierValue(identifier)}`, options.signal, { type: 'start', identifier }, async (call) => {
        const identifier = getModel().state.identifier!;
        return handshakes.start(identifier, await records.knows(identifierValue(identifier)), options, call);
      }),
    submit(given, options = {}) {
      const code = typeof given === 'string' ? given : '';
      return run(`submit ${code}`, options.signal, { type: 'submit', code }, async (call) =>
        handshakes.submit(await latestHandshake(), code, options, call),
      );
    },
    resend: (options = {}) =>
      run(`resend ${options.channel}`, options.signal, { type: 'resend', now: now() }, async (call) =>
        handshakes.resend(await latestHandshake(), options, call),
      ),
    cancel: () => void dispatch({ type: 'cancel' }),
    get session() {
      const { state } = getModel();
      return 'user' in state ? state : null;
    },
    async getTokens(options = {}) {
      // Nobody being signed in is news only after what the storage holds is.
      await restored;
      try {
        const session = await sessions.getTokens(options);
        publish(session);
        return session;
      } catch (error) {
        const { code } = error as OtpError;
        if (code === 'session_revoked' || code === 'signed_out') {
          publish(undefined, code === 'signed_out' ? null : (error as OtpError));
          tabs.notify();
        }
        throw error;
      }
    },
    signOut: (options: CallOptions & { everywhere?: boolean } = {}) =>
      join(`sign-out ${!!options.everywhere}`, undefined, async () => {
        const { everywhere, signal } = options;
        if (getModel().state.step === 'restoring') await restored;
        dispatch({ type: 'sign-out' });
        let error: OtpError | null = null;
        if (everywhere) {
          try {
            const { accessToken } = await sessions.getTokens(options);
            await call('GlobalSignOut', { AccessToken: accessToken }, signal);
          } catch (fault) {
            error = fault as OtpError;
          }
        }
        const session = await sessions.signOutLocally();
        tabs.notify(session?.sessionId);
        await sessions.revoke(session?.refreshToken, signal);
        publish(undefined, error);
        if (session) await sessions.end(session.sessionId);
        return getModel().state;
      }),
    request: (operation, body, { signal } = {}) => call(operation, body, signal),
    close() {
      abort();
      listeners.clear();
      tabs.close();
    },
  };
}
