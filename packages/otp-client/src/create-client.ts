import { type Handshake, nameOf } from './challenge.js';
import type { CallOptions, OtpClient, OtpClientOptions } from './client.js';
import { connect } from './cognito.js';
import { OtpError } from './errors.js';
import { type Ask, type Outcome, openHandshake } from './handshake.js';
import { type Event, initial, transition } from './machine.js';
import { checkOptions } from './options.js';
import { openRecords } from './records.js';
import { openSessions, type StoredSession } from './session.js';
import type { OtpState } from './state.js';
import { openStore, settle } from './storage.js';
import { watchTabs } from './tabs.js';

/**
 * A client for one app client of one user pool. It asks nothing of Cognito before it is told to, but to finish a sign-out
 * that was made offline.
 * @throws {OtpError} `configuration`, naming the option that can't work and what to give.
 */
export function createOtpClient(options: OtpClientOptions): OtpClient {
  const config = checkOptions(options);
  const store = openStore(config, () => dispatch({ type: 'volatile' }));
  const call = connect(config);
  const sessions = openSessions(config, store, call);
  const records = openRecords(config, store);
  const conversation = openHandshake(config);
  const listeners = new Set<(state: OtpState) => void>();
  let model = initial;
  let controller = new AbortController();
  let current: { readonly key: string; readonly done: Promise<OtpState> } | undefined;

  /** @returns whether Cognito is to be asked for what the command wants. */
  function dispatch(event: Event): boolean {
    const before = model.state;
    const [next, effects] = transition(model, event);
    model = next;
    const { state } = model;
    if (effects.includes('abort')) {
      controller.abort();
      current = undefined;
    }
    if (effects.includes('save')) records.save('user' in state ? null : state.identifier, next.handshake);
    if (state !== before) {
      for (const listener of listeners) {
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
    }
    return effects.includes('call');
  }

  const announce = (session: StoredSession | null, error: OtpError | null = null) =>
    dispatch({ type: 'session', session, error });

  /** Commands go one at a time: the same one again joins it, another waits and is void if the first led elsewhere. */
  function perform(
    key: string,
    { signal }: CallOptions,
    event: Event,
    work: (ask: Ask) => Promise<Outcome>,
    notice: 'sent' | 'sent-again' = 'sent',
  ): Promise<OtpState> {
    if (current?.key === key) return current.done;
    const before = event.type === 'start' ? undefined : current;
    const running = controller.signal;
    const act = async () => {
      if (model.state.step === 'restoring') await restored;
      if (before) {
        await before.done;
        if (running.aborted || model.state.step !== 'code') return model.state;
      }
      if (!dispatch(event)) return model.state;
      const { run } = model;
      const { identifier } = model.state;
      const mine = new AbortController();
      controller = mine;
      const abort = () => mine.abort();
      signal?.addEventListener('abort', abort);
      if (signal?.aborted) abort();
      try {
        const outcome = await work((operation, body) => call(operation, body, { signal: mine.signal }));
        if (model.run !== run) return model.state;
        if ('tokens' in outcome) {
          const name = nameOf(identifier!);
          const session = await sessions.save(outcome.tokens, name);
          await records.remember(name);
          announce(session);
          tabs.tell();
        } else {
          const { handshake, error } = outcome;
          dispatch({ type: 'round', run, handshake, error, notice: error ? null : notice });
        }
      } catch (cause) {
        const error = cause instanceof OtpError ? cause : new OtpError('bad_response', `${cause}`, { cause });
        dispatch({ type: 'failed', run, error });
      } finally {
        signal?.removeEventListener('abort', abort);
      }
      return model.state;
    };
    const mine = {
      key,
      done: act().finally(() => {
        if (current === mine) current = undefined;
      }),
    };
    current = mine;
    return mine.done;
  }

  /** The newest Session of this handshake: another tab may have used ours up and kept the next. */
  async function latest(): Promise<Handshake> {
    const mine = model.handshake!;
    const { handshake } = await settle(records.read());
    return handshake?.username === mine.username ? handshake : mine;
  }

  async function reread(signedOut?: string) {
    if (signedOut) await sessions.end(signedOut);
    announce(await sessions.load());
    await sessions.revoke();
  }
  const tabs = watchTabs(config.clientId, reread);

  function* restore() {
    const session = yield* sessions.read();
    dispatch({ type: 'session', session, ...(session ? {} : yield* records.read()) });
  }
  const restored = settle(restore());
  sessions.revoke();

  return {
    getState: () => model.state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    start: (identifier, options = {}) =>
      perform(`start ${nameOf(identifier)}`, options, { type: 'start', identifier }, async (ask) => {
        const { identifier } = model.state;
        return conversation.start(identifier!, await records.knows(identifier!), options, ask);
      }),
    submit: (code, options = {}) =>
      perform(`submit ${code}`, options, { type: 'submit', code }, async (ask) =>
        conversation.submit(await latest(), code, ask),
      ),
    resend: (options = {}) =>
      perform(
        `resend ${options.channel}`,
        options,
        { type: 'resend', now: Date.now() },
        async (ask) => conversation.resend(await latest(), options, ask),
        'sent-again',
      ),
    cancel: () => void dispatch({ type: 'cancel' }),
    get session() {
      const { state } = model;
      return 'user' in state ? { user: state.user, expiresAt: state.expiresAt } : null;
    },
    async getTokens(options = {}) {
      try {
        const session = await sessions.fresh(options);
        announce(session);
        const { accessToken, idToken, expiresAt } = session;
        return { accessToken, idToken, expiresAt };
      } catch (error) {
        const { code } = error as OtpError;
        if (code === 'session_revoked' || code === 'signed_out') {
          announce(null, code === 'signed_out' ? null : (error as OtpError));
          tabs.tell();
        }
        throw error;
      }
    },
    async signOut({ everywhere, signal } = {}) {
      dispatch({ type: 'sign-out' });
      let error: OtpError | null = null;
      if (everywhere) {
        try {
          const { accessToken } = await sessions.fresh({ ...(signal && { signal }) });
          await call('GlobalSignOut', { AccessToken: accessToken }, { ...(signal && { signal }) });
        } catch (cause) {
          error = cause as OtpError;
        }
      }
      const session = await sessions.load();
      if (session) {
        await sessions.clear(session);
        tabs.tell(session.mark);
        await sessions.revoke(session.refreshToken);
      }
      announce(null, error);
      if (session) await sessions.end(session.mark);
      return model.state;
    },
    close() {
      controller.abort();
      listeners.clear();
      tabs.close();
    },
  };
}
