/** Decides which addresses tokens may be sent to. */

const SAFE_ADDRESS = /^(https:\/\/|http:\/\/(127(\.\d+){3}|\[::1]|([^/@]+\.)?localhost)(:\d+)?\/)[^@]*$/;

/** The address as `URL.href` writes it; empty for a text that is not a URL. Safari 16.4 lacks `URL.canParse`. */
export function hrefOf(url: string): string {
  try {
    return new URL(url).href;
  } catch {
    return '';
  }
}

/**
 * Whether tokens may be sent to this address: https, or http on this machine. Anyone who can read this traffic can sign
 * in as the user, so it never leaves the machine unencrypted.
 * @param url as `URL.href` writes it.
 */
export const isSafeAddress = (url: string): boolean => SAFE_ADDRESS.test(url);
