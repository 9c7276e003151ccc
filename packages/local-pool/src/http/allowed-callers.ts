// Decides which requests are answered. Any website that the developer visits can send requests to this machine, and a
// website whose name resolves to the loopback address (DNS rebinding) can read the responses.

import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';

/** Names that browsers resolve to the loopback address themselves, and the addresses. */
const LOOPBACK = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Decides about requests by their `Host` and `Origin` headers. */
export interface AllowedCallers {
  /** Why a request is refused; undefined when it is not. */
  refusal(headers: IncomingHttpHeaders): string | undefined;
}

/**
 * Creates the check of a server.
 *
 * `Host` may be an IP address (which DNS rebinding cannot produce), a loopback name, the name that the server listens on,
 * or an allowed name. `Origin`, which browsers send, may have a loopback host, the host that the request was sent to, or an
 * allowed name. Unsigned calls of an AWS API may come from pages of every origin, including sandboxed frames, as on AWS:
 * without a user's token they neither disclose nor change data of users.
 *
 * @param listensOn the address or name that the server listens on
 * @param allowed further names, of this machine or of pages
 */
export function createAllowedCallers(listensOn: string, allowed: readonly string[]): AllowedCallers {
  const names: ReadonlySet<string> = new Set([listensOn, ...allowed].map((name) => name.toLowerCase()));
  const isKnown = (name: string): boolean => LOOPBACK.test(name) || names.has(name);
  return {
    refusal(headers) {
      const { host, origin } = headers;
      const target = hostName(`http://${host ?? ''}`);
      if (target === undefined || !(isKnown(target) || isIP(target.replace(/^\[|\]$/g, '')) > 0)) {
        return refused(`requests to the host name ${JSON.stringify(host ?? '')}`, target);
      }
      const isUnsignedCall = headers['x-amz-target'] !== undefined && headers.authorization === undefined;
      if (origin === undefined || isUnsignedCall) return undefined;
      const page = hostName(origin);
      if (page !== undefined && (isKnown(page) || page === target)) return undefined;
      return refused(`requests of pages from ${JSON.stringify(origin)}`, page);
    },
  };
}

const refused = (what: string, name: string | undefined): string =>
  `The local pool refuses ${what}, which may come from a website that must not access this machine. ${
    name === undefined ? 'Serve the page from localhost.' : `To allow them, start it with --allow-host ${name}.`
  }`;

/** The host name of a URL, in lower case; undefined for a text that is not a URL with a host, such as the origin `null`. */
function hostName(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname } = new URL(url);
  return hostname === '' ? undefined : hostname.toLowerCase();
}
