/**
 * Tells the other tabs, and other clients on this page, that the stored session has changed, and listens to them. The
 * messages contain no secrets: their receivers read the storage.
 */

/**
 * Events after which the stored session may have changed. Other libraries write to storage without a message; a page that
 * comes out of the back/forward cache was frozen while others went on; `online` is when a revocation can be retried.
 */
const EVENTS = ['storage', 'pageshow', 'online'];

/**
 * Opens the channel of one app client.
 * @param onChange called with the session ID that `notify` was given in another tab, or without one when only the storage is
 * known to have changed.
 */
export function openTabChannel(clientId: string, onChange: (signedOut?: string) => void) {
  const { addEventListener } = globalThis as Partial<typeof globalThis>;
  let channel: BroadcastChannel | undefined;
  try {
    channel = new BroadcastChannel(`cognito-otp.${clientId}`);
  } catch {
    // Not available in this browser or on this page: `storage` events still notify other tabs.
  }
  // Otherwise Node would wait for the channel, and the process would not end.
  (channel as { unref?: () => void } | undefined)?.unref?.();
  /** `key` is a storage event's, `data` a message's. */
  const onEvent = ({ key, data }: Event & Partial<Pick<StorageEvent, 'key'> & Pick<MessageEvent, 'data'>>) => {
    if (!key || key.includes(clientId)) onChange(data);
  };
  const listening = new AbortController();
  const { signal } = listening;
  for (const event of EVENTS) addEventListener?.(event, onEvent, { signal });
  channel?.addEventListener('message', onEvent, { signal });

  return {
    /** @param signedOut ID of the session that ended, for tabs that have a copy of their own. */
    notify: (signedOut?: string) => channel?.postMessage(signedOut),

    /** Stops listening. The channel stays open, because a command may outlast its client: it still notifies the other tabs. */
    close: () => listening.abort(),
  };
}
