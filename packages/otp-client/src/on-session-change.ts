import type { OtpClient, Session } from './contracts/client.js';

/** Entry `./on-session-change`: tells a page when the user signs in or out. */

/**
 * Calls the listener when a user signs in or out, here or in another tab, and when tokens were refreshed; not with the
 * current session.
 * @returns a function that stops it.
 * @example
 * const stop = onSessionChange(client, (session) => console.log(session?.user.sub ?? 'signed out'));
 */
export function onSessionChange(
  client: Pick<OtpClient, 'session' | 'subscribe'>,
  listener: (session: Session | null) => void,
): () => void {
  let { session } = client;
  return client.subscribe(() => {
    const before = session;
    session = client.session;
    if (before?.user !== session?.user) listener(session);
  });
}
