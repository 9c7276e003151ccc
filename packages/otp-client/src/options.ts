import type { OtpClientOptions } from './client.js';
import { OtpError } from './errors.js';

/** Options after they have been checked: nothing here can be wrong in a way that can be told without asking Cognito. */
export interface Config extends OtpClientOptions {
  readonly url: string;
}

const isLoopback = (host: string) => /^(127(\.\d+){3}|\[::1\]|(.+\.)?localhost)$/.test(host);

/**
 * Where Cognito answers. Amazon's other partitions have other suffixes; the isolated ones aren't reachable from a public
 * page and are given as `endpoint`.
 */
const cognitoAddress = (region: string) =>
  `https://cognito-idp.${region}.amazonaws.${/^cn-/.test(region) ? 'com.cn' : /^eusc-/.test(region) ? 'eu' : 'com'}/`;

/** @throws {OtpError} `configuration`, naming the first option that can't work and what to give. */
export function checkOptions(options: OtpClientOptions): Config {
  const check = (good: unknown, option: string, give: string) => {
    if (!good) throw new OtpError('configuration', `${option}: give ${give}`);
  };
  const { userPoolId, clientId, endpoint, fetcher, storage, timeLimit } = options;
  const poolRegion = /^([\w-]+)_[0-9a-z]+$/i.exec(userPoolId)?.[1];
  check(poolRegion, 'userPoolId', 'the id of the user pool, <region>_<id>');
  check(/^[\w+]+$/.test(clientId), 'clientId', 'the id of an app client of the pool');
  const region = options.region ?? poolRegion!;
  check(/^[\w-]+$/.test(region), 'region', 'an AWS region, eu-central-1 for instance');
  let url: URL | undefined;
  try {
    url = new URL(endpoint ?? cognitoAddress(region));
  } catch {
    // Told just below, with everything else that is wrong with an address.
  }
  // Whoever reads this traffic can sign in as the person, so clear text never leaves the machine.
  check(
    url && !url.username && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))),
    'endpoint',
    'an https: address, or http: on localhost',
  );
  const oneOf = (option: 'signUp' | 'persistence' | 'flow', ...values: string[]) =>
    check(values.includes(options[option] ?? values[0]!), option, values.join(', '));
  oneOf('signUp', 'auto', 'off', 'only');
  oneOf('persistence', 'local', 'session', 'memory');
  oneOf('flow', 'custom', 'native');
  check(!fetcher || typeof fetcher === 'function', 'fetcher', 'a function like fetch');
  check(!storage || storage.getItem, 'storage', 'getItem, setItem and removeItem');
  check(!timeLimit || timeLimit > 0, 'timeLimit', 'milliseconds');
  return { ...options, url: url!.href };
}
