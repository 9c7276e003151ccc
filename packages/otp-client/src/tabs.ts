/**
 * Tells the other tabs, and other clients on this page, that the stored session changed, and hears it from them. Nothing
 * secret travels: whoever hears it reads the storage.
 * @param changed called with what {@link Tabs.tell} was given elsewhere; without, when only the storage is known to have changed.
 */
export function watchTabs(clientId: string, changed: (signedOut?: string) => void): Tabs {
  const { BroadcastChannel, addEventListener, removeEventListener } = globalThis as Partial<typeof globalThis>;
  const channel = BroadcastChannel && new BroadcastChannel(`cognito-otp.${clientId}`);
  // Node would wait for the channel and never end.
  (channel as { unref?: () => void } | undefined)?.unref?.();
  if (channel) channel.onmessage = ({ data }) => changed(data ?? undefined);
  // Other libraries write without telling. `pageshow`: the page was frozen while others went on.
  const onEvent = (event: Event) => {
    const { key } = event as StorageEvent;
    if (!key || key.includes(clientId)) changed();
  };
  const events = ['storage', 'pageshow', 'online'];
  for (const event of events) addEventListener?.(event, onEvent);
  return {
    tell: (signedOut) => channel?.postMessage(signedOut),
    close() {
      channel?.close();
      for (const event of events) removeEventListener?.(event, onEvent);
    },
  };
}

export interface Tabs {
  /** @param signedOut mark of the session that ended, for tabs that hold their own copy of it. */
  tell(signedOut?: string): void;
  close(): void;
}
