import type { OtpClient, Session } from './contracts/client.js';

/**
 * Calls the listener when somebody signs in or out, here or in another tab, and when tokens were refreshed; not with the
 * present session. Returns the way to stop.
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
