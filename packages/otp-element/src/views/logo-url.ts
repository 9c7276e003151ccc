/** An https URL, a URL relative to the page, or a data URL of an image. */
const SAFE = /^(https:\/\/|data:image\/|\.{0,2}\/?[^\s:/\\?#][^:\\]*$)/i;

/**
 * The URL of the page's logo, if it is https or of the page's own origin; otherwise `undefined`.
 */
export const logoUrl = (logo: string | null | undefined): string | undefined =>
  logo && (SAFE.test(logo) || logo.startsWith(`${globalThis.location?.origin}/`)) ? logo : undefined;
