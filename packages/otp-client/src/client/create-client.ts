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
import { restoreAttributes } from './restore-attributes.js';
import { openRunner } from './runner.js';

/** Creates the client: connects the state machine with the handshake, the session, storage and the other tabs. */

/**
 * Creates a client for one app client of one user pool. It does not call Cognito before a command asks for it, except to
 * finish a sign-out that was made offline.
 * @throws {OtpError} `configuration`; the message names the option that is invalid and what is expected.
 * @example
 * const client = createOtpClient({ userPoolId: 'eu-central-1_AbCdEfGhI', clientId: '1h57kf5cpq17m0eml12EXAMPLE' });
 * client.subscribe((state) => render(state));
 * await client.start({ phone: '+447700900123' });
 * await client.submit('123456');
 * const { accessToken } = await client.getTokens();
 */
export function createOtpClient(options: OtpClientOptions): OtpClient {
  const config = checkOptions(options);
  const store = openSafeStorage(config, () => dispatch({ type: 'volatile' }));
  const call = createCognitoCall(config);
  const sessions = openSessions(config, store, call);
  const records = openHandshakeStore(config, store);
  const handshakes = openHandshake(config, store);
  const { getModel, listeners, dispatch, join, run, abort } = openRunner(records, call, () => restored, completeSignIn);

  let shown: Session | undefined;

  const publish = (session: StoredSession | undefined, error: OtpError | null = null) =>
    dispatch({ type: 'session', session, error });

  /** Stores the tokens. From here on only the page's own signal ends the command: the sign-in cannot be cancelled. */
  async function completeSignIn(reply: HandshakeReply, signal: AbortSignal | undefined): Promise<void> {
    const name = identifierValue(getModel().state.identifier!);
    const session = await sessions.save(reply.tokens, name);
    if (!session) throw new OtpError('bad_response', 'The storage lost the session.');
    publish(session);
    tabs.notify();
    await handshakes.finish(reply, (operation, body) => call(operation, body, signal));
    const { attributes, signedUp } = reply.handshake;
    const refresh = async () => publish(await sessions.getTokens({ forceRefresh: true }));
    // Nothing waits for it, and a failure is ignored: the sign-in is complete, and the page can set them itself.
    if (attributes && signedUp) restoreAttributes(call, session, attributes, refresh).catch(() => {});
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
    ...handshakeCommands(getModel, run, records, handshakes),
    getState: () => getModel().state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    cancel: () => void dispatch({ type: 'cancel' }),
    get session() {
      const { state } = getModel();
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
          publish(undefined, code === 'signed_out' ? null : (error as OtpError));
          tabs.notify();
        }
        throw error;
      }
    },
    signOut: ({ everywhere, signal } = {}) =>
      join(`sign-out ${!!everywhere}`, undefined, async () => {
        if (getModel().state.step === 'restoring') await restored;
        dispatch({ type: 'sign-out' });
        // Why the other devices could not be signed out; the sign-out on this device goes on.
        let error: OtpError | null = null;
        if (everywhere) {
          try {
            const { accessToken } = await sessions.getTokens({ signal });
            await call('GlobalSignOut', { AccessToken: accessToken }, signal);
          } catch (cause) {
            error = cause as OtpError;
          }
        }
        const session = await sessions.signOut();
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
