/**
 * Addresses, as `URL` writes them, that tokens may go to: https, or http on this machine. Whoever reads this traffic can
 * sign in as the person, so clear text never leaves it.
 */
export const SAFE_ADDRESS = /^(https:\/\/|http:\/\/(127(\.\d+){3}|\[::1]|([^/@]+\.)?localhost)(:\d+)?\/)[^@]*$/;
