import type { OtpClientOptions, StorageAdapter } from '../contracts/client.js';
import { OtpError } from '../contracts/errors.js';
import { hrefOf, isSafeAddress } from './safe-address.js';

/** Validates the client's options and derives the address of Cognito's API. */

/** Options that have been validated. */
export interface Config extends OtpClientOptions {
  /** Address of Cognito's API. */
  readonly url: string;
}

const POOL_ID = /^([a-z\d-]+)_[a-z\d]+$/i;

type Check = readonly [isValid: (value: unknown) => unknown, expected: string];

const isText = (value: unknown, pattern = /^/) => typeof value === 'string' && pattern.test(value);
const oneOf = (...values: readonly unknown[]): Check => [(value) => values.includes(value), values.join(' or ')];
const positiveInteger: Check = [
  (value) => Number.isInteger(value) && (value as number) > 0 && (value as number) < 2 ** 31,
  'a positive integer',
];

const STORAGE_METHODS = ['getItem', 'setItem', 'removeItem'] as const;

/** A check for every option that may be left out. */
const CHECKS: Readonly<Record<Exclude<keyof OtpClientOptions, 'userPoolId' | 'clientId' | 'endpoint'>, Check>> = {
  region: [(region) => isText(region, /^[\w-]+$/), 'a region'],
  signUp: oneOf('auto', 'off', 'only'),
  persistence: oneOf('local', 'session', 'memory'),
  flow: oneOf('custom', 'native'),
  fetcher: [(fetcher) => !fetcher || typeof fetcher === 'function', 'a function'],
  storage: [
    (storage) => !storage || STORAGE_METHODS.every((name) => typeof (storage as StorageAdapter)[name] === 'function'),
    STORAGE_METHODS.join(', '),
  ],
  timeLimit: positiveInteger,
  codeLength: positiveInteger,
  locale: [isText, 'a string'],
  clientMetadata: [(metadata) => Object.values(metadata as object).every((value) => isText(value)), 'strings'],
};

/**
 * The domain of AWS's public endpoints in the region's partition. Isolated partitions are given as `endpoint`.
 * https://docs.aws.amazon.com/general/latest/gr/cognito_identity.html
 */
function domainOf(region: string): string {
  if (region.startsWith('cn-')) return 'com.cn';
  return region.startsWith('eusc-') ? 'eu' : 'com';
}

/** @throws {OtpError} `configuration`; the message names the first option that is invalid and what is expected. */
export function checkOptions(options: OtpClientOptions): Config {
  const expect = (isValid: unknown, option: string, expected: string) => {
    if (!isValid) throw new OtpError('configuration', `Invalid option "${option}": expected ${expected}.`);
  };
  const { userPoolId, clientId, endpoint } = options;
  expect(isText(userPoolId, options.region ? /./ : POOL_ID), 'userPoolId', '<region>_<id>');
  expect(isText(clientId, /^\w+$/), 'clientId', 'an id');
  for (const [option, [isValid, expected]] of Object.entries(CHECKS)) {
    const value = options[option as keyof OtpClientOptions] ?? undefined;
    expect(value === undefined || isValid(value), option, expected);
  }
  const region = options.region ?? POOL_ID.exec(userPoolId)![1]!;
  const url = hrefOf(endpoint ?? `https://cognito-idp.${region}.amazonaws.${domainOf(region)}`);
  expect(isSafeAddress(url), 'endpoint', 'https:, or http: on localhost');
  return { ...options, url };
}
