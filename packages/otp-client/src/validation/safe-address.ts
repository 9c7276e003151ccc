/** Decides which addresses tokens may be sent to. */

const SAFE_ADDRESS = /^(https:\/\/|http:\/\/(127(\.\d+){3}|\[::1]|([^/@]+\.)?localhost)(:\d+)?\/)[^@]*$/;

/**
 * Whether tokens may be sent to this address: https, or http on this machine. Anyone who can read this traffic can sign
 * in as the user, so it never leaves the machine unencrypted.
 * @param url as `URL.href` writes it.
 */
export const isSafeAddress = (url: string): boolean => SAFE_ADDRESS.test(url);
