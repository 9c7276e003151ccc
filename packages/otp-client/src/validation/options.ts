import type { OtpClientOptions } from '../contracts/client.js';
import { OtpError } from '../contracts/errors.js';
import { SAFE_ADDRESS } from './safe-address.js';

/** Options after they have been checked: nothing here can be wrong in a way that can be told without asking Cognito. */
export interface Config extends OtpClientOptions {
  /** Address of Cognito's API. */
  readonly url: string;
}

const POOL = /^([\w-]+)_\w+$/;

const CHOICES = {
  signUp: ['auto', 'off', 'only'],
  persistence: ['local', 'session', 'memory'],
  flow: ['custom', 'native'],
};

/** @throws {OtpError} `configuration`, naming the first option that can't work and what to give. */
export function checkOptions(options: OtpClientOptions): Config {
  const check = (good: unknown, option: string, give: unknown) => {
    if (!good) throw new OtpError('configuration', `${option}: give ${give}`);
  };
  const { userPoolId, clientId, endpoint, fetcher, storage, clientMetadata, timeLimit, codeLength, locale } = options;
  const isText = (value: unknown, pattern = /./) => typeof value === 'string' && pattern.test(value);
  const isCount = (value: unknown) => Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 31;
  check(isText(userPoolId, options.region ? /./ : POOL), 'userPoolId', '<region>_<id>');
  const { region = POOL.exec(userPoolId)![1] } = options;
  check(isText(region, /^[\w-]+$/), 'region', 'eu-central-1 or another');
  check(isText(clientId, /^\w+$/), 'clientId', "an app client's id");
  for (const [option, values] of Object.entries(CHOICES)) {
    check(values.includes(options[option as 'flow'] ?? values[0]!), option, values);
  }
  check(!fetcher || typeof fetcher === 'function', 'fetcher', 'fetch');
  const methods = ['getItem', 'setItem', 'removeItem'] as const;
  check(!storage || methods.every((name) => typeof storage[name] === 'function'), 'storage', methods);
  check(isCount(timeLimit ?? 1), 'timeLimit', 'milliseconds');
  check(isCount(codeLength ?? 1), 'codeLength', 'a number of digits');
  check(isText(locale ?? '', /^/), 'locale', 'a language tag');
  check(
    Object.values(clientMetadata ?? {}).every((value) => isText(value, /^/)),
    'clientMetadata',
    'strings',
  );
  let url = '';
  try {
    // Amazon's other partitions have other names; those cut off from the internet are given as `endpoint`.
    const suffix = /^cn-/.test(region!) ? 'com.cn' : /^eusc-/.test(region!) ? 'eu' : 'com';
    url = new URL(endpoint ?? `https://cognito-idp.${region}.amazonaws.${suffix}`).href;
  } catch {
    // Refused with the other addresses that can't be used.
  }
  check(SAFE_ADDRESS.test(url), 'endpoint', 'https:, or http: on localhost');
  return { ...options, url };
}
