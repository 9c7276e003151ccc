/**
 * Tells the other tabs, and other clients on this page, that the stored session changed, and hears it from them. Nothing
 * secret travels: whoever hears it reads the storage.
 * @param changed called with what `tell` was given elsewhere; without, when only the storage is known to have changed.
 */
export function openTabChannel(clientId: string, changed: (signedOut?: string) => void) {
  const { BroadcastChannel, addEventListener, removeEventListener } = globalThis as Partial<typeof globalThis>;
  const open = () => BroadcastChannel && new BroadcastChannel(`cognito-otp.${clientId}`);
  let channel = open();
  // Node would wait for the channel and never end.
  (channel as { unref?: () => void } | undefined)?.unref?.();
  if (channel) channel.onmessage = ({ data }) => changed(data);
  // Other libraries write without telling; a page out of the back-forward cache was frozen while others went on.
  const onEvent = ({ key }: Event & { readonly key?: string | null }) => {
    if (!key || key.includes(clientId)) changed();
  };
  const events = ['storage', 'pageshow', 'online'];
  for (const event of events) addEventListener?.(event, onEvent);
  return {
    /** @param signedOut mark of the session that ended, for tabs that hold a copy of their own. */
    notify(signedOut?: string) {
      // A command may outlast its client: the others are told all the same.
      const own = channel ?? open();
      own?.postMessage(signedOut);
      if (!channel) own?.close();
    },
    close() {
      channel?.close();
      channel = undefined;
      for (const event of events) removeEventListener?.(event, onEvent);
    },
  };
}
