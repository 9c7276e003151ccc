/** The address to continue to after sign-in, resolved against the page; `undefined` for anything but http and https. */
export function redirectUrl(redirect: string | undefined): string | undefined {
  if (!redirect) return undefined;
  try {
    const { protocol, href } = new URL(redirect, document.baseURI);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}
