import type { IncomingMessage, ServerResponse } from 'node:http';
import type { StorageAdapter } from '@cognito-otp/client';

/** Longest cookie in characters. Browsers silently drop longer ones; throwing instead lets the client report `volatile`. */
const longest = 4_000;

/** Lifetime of the cookies in days, equal to that of refresh tokens. A shorter one signs users out earlier; a longer one has no effect. */
const days = 30;

/**
 * Storage for a client that lives as long as one request: it reads the request's cookies and sets the response's.
 * The page's scripts cannot read them (`HttpOnly`), and forms of other sites cannot send them (`SameSite=Lax`).
 *
 * @param secure pass false only on a development machine without https.
 */
export function cookieStorage(request: IncomingMessage, response: ServerResponse, secure = true): StorageAdapter {
  const values = new Map<string, string>();
  for (const pair of (request.headers.cookie ?? '').split('; ')) {
    const at = pair.indexOf('=');
    if (at > 0) values.set(pair.slice(0, at), pair.slice(at + 1));
  }
  const changed = new Map<string, string>();
  const write = (key: string, value: string, seconds: number) => {
    const name = encodeURIComponent(key);
    const cookie = `${name}=${encodeURIComponent(value)}`;
    if (cookie.length > longest) throw new RangeError(`${key} is too long for a cookie`);
    const cookieAttributes = `; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
    if (seconds > 0) values.set(name, encodeURIComponent(value));
    else values.delete(name);
    changed.set(name, cookie + cookieAttributes);
    response.setHeader('set-cookie', [...changed.values()]);
  };
  return {
    getItem: (key) => {
      const value = values.get(encodeURIComponent(key));
      return value === undefined ? null : decodeURIComponent(value);
    },
    setItem: (key, value) => write(key, value, days * 86_400),
    removeItem: (key) => {
      if (values.has(encodeURIComponent(key))) write(key, '', 0);
    },
  };
}
