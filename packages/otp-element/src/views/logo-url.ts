/** An https address, one relative to the page, or an image in the address itself. */
const SAFE = /^(https:\/\/|data:image\/|\.{0,2}\/?[^\s:/\\?#][^:\\]*$)/i;

/** The address of the page's logo, if it is https or of the page's own origin; else `undefined`. */
export const logoUrl = (logo: string | null | undefined): string | undefined =>
  logo && (SAFE.test(logo) || logo.startsWith(`${globalThis.location?.origin}/`)) ? logo : undefined;
