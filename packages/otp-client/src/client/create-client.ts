import { createCognitoCall } from '../cognito/api.js';
import type { OtpClient, OtpClientOptions, Session } from '../contracts/client.js';
import { OtpError } from '../contracts/errors.js';
import { openHandshake } from '../handshake/handshake.js';
import { openHandshakeStore } from '../handshake/handshake-store.js';
import type { HandshakeReply } from '../handshake/reply.js';
import { openSafeStorage, thenMaybeSync } from '../platform/storage.js';
import { openTabChannel } from '../platform/tabs.js';
import { openSessions } from '../session/sessions.js';
import type { StoredSession } from '../session/token-store.js';
import { identifierValue } from '../validation/identifier.js';
import { checkOptions } from '../validation/options.js';
import { handshakeCommands } from './handshake-commands.js';
import type { Parts } from './parts.js';
import { openRunner } from './runner.js';

/** Creates the client: connects the state machine with the handshake, the session, storage and the other tabs. */

/** Creates a client from its options and its parts. @throws {OtpError} `configuration` for an invalid option. */
export function createClient(options: OtpClientOptions, parts: Parts): OtpClient {
  const config = checkOptions(options);
  const store = openSafeStorage(config, () => dispatch({ type: 'volatile' }));
  const call = createCognitoCall(config, parts.errorCodes);
  const sessions = openSessions(config, store, call, parts.maintenance);
  const records = openHandshakeStore(config, store);
  const handshakes = openHandshake(config, store, parts.nativeFlow, records.created);
  const { getState, listeners, dispatch, join, run, abort } = openRunner(records, call, () => restored, completeSignIn);

  let shown: Session | undefined;

  const publish = (session: StoredSession | undefined, error?: OtpError) =>
    dispatch({ type: 'session', session, error });

  /** Stores the tokens. From here on only the page's own signal ends the command: the sign-in cannot be cancelled. */
  async function completeSignIn(reply: HandshakeReply, signal: AbortSignal | undefined): Promise<void> {
    const name = identifierValue(getState().identifier!);
    const session = await sessions.save(reply.tokens, name, records.created.has(name));
    if (!session) throw new OtpError('bad_response', 'The storage lost the session.');
    publish(session);
    tabs.notify();
    await handshakes.finish(reply, (operation, body) => call(operation, body, signal));
    const { attributes = {}, signedUp } = reply.handshake;
    // Nothing waits for it, and a failure is ignored: the sign-in is complete, and the page can set them itself.
    if (signedUp && Object.keys(attributes)[0]) sessions.restoreAttributes(session, attributes).then(publish, () => {});
  }

  const tabs = openTabChannel(config.clientId, async (signedOut) => {
    await restored;
    const removed = signedOut && (await sessions.remove(signedOut));
    publish(await sessions.load());
    // The tab in which the user signed out revokes what it has queued itself.
    if (removed || !signedOut) await sessions.revoke();
  });

  const restored = thenMaybeSync([sessions.load(), records.read()], ([session, record]) => {
    dispatch({ type: 'session', session, ...record });
    if (session) sessions.prepare();
  });
  sessions.revoke();

  return {
    ...handshakeCommands(run, records, handshakes),
    getState,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    cancel: () => void dispatch({ type: 'cancel' }),
    get session() {
      const state = getState();
      if (!('user' in state)) return null;
      const { user, expiresAt } = state;
      // The same object until the tokens change, as frameworks expect that compare snapshots.
      if (shown?.user !== user) shown = Object.freeze({ user, expiresAt });
      return shown;
    },
    async getTokens(options = {}) {
      // Whether a user is signed in is known only once storage has been read.
      await restored;
      try {
        const session = await sessions.getTokens(options);
        publish(session);
        const { accessToken, idToken, expiresAt } = session;
        return { accessToken, idToken, expiresAt };
      } catch (error) {
        const { code } = error as OtpError;
        if (code === 'session_revoked' || code === 'signed_out') {
          publish(undefined, code === 'signed_out' ? undefined : (error as OtpError));
          tabs.notify();
        }
        throw error;
      }
    },
    async acknowledgeNewUser() {
      publish(await sessions.acknowledgeNewUser());
      tabs.notify();
      return getState();
    },
    signOut: ({ everywhere, signal } = {}) =>
      join(`sign-out ${!!everywhere}`, undefined, async () => {
        if (getState().step === 'restoring') await restored;
        dispatch({ type: 'sign-out' });
        // Why the other devices could not be signed out; the sign-out on this device continues.
        let error: OtpError | undefined;
        if (everywhere) {
          try {
            const { accessToken } = await sessions.getTokens({ signal });
            await call('GlobalSignOut', { AccessToken: accessToken }, signal);
          } catch (cause) {
            error = cause as OtpError;
          }
        }
        const session = await sessions.remove();
        tabs.notify(session?.sessionId);
        await sessions.revoke(signal);
        publish(undefined, error);
        if (session) await sessions.finishSignOut(session.sessionId);
        return getState();
      }),
    request: (operation, body, { signal } = {}) => call(operation, body, signal),
    close() {
      abort();
      listeners.clear();
      tabs.close();
    },
  };
}
