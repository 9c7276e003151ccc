/** Values for the option `endpoint`, with the client's verdict on each. */

/** Accepted: https, or http on a loopback host. */
export const acceptedEndpoints = [
  'https://auth.example.com',
  'https://auth.example.com/cognito/',
  'http://localhost:8080',
  'http://127.0.0.1:8080/',
  'http://127.8.8.8',
  'http://[::1]:8080',
  'http://pool.localhost:1',
  'HTTP://LOCALHOST',
  'http://2130706433/',
];

/** Rejected: would send codes and tokens to another host or unencrypted, however the address is disguised. */
export const rejectedEndpoints = [
  'http://ada@.localhost/',
  'http://example.com',
  'http://auth.example.com:8080/',
  'http://localhost.example.com',
  'http://localhost@example.com/',
  'https://user:password@example.com/',
  'http://example.com/localhost',
  'http://example.com#http://localhost/',
  'http://example.com?x=http://localhost/',
  'http://127.0.0.1.example.com/',
  'http://1270.0.0.1/',
  'http://127.0.0.1../',
  'http://127..0.0.1/',
  'http://127./',
  'http:\\\\example.com\\localhost',
  'http://[::2]/',
  'http://0.0.0.0/',
  'ws://localhost',
  'ftp://localhost/',
  'javascript:alert(1)',
  'data:text/plain,x',
  'file:///etc/passwd',
  'blob:http://localhost/x',
  '//localhost',
  'localhost:8080',
  '',
  ' ',
];
