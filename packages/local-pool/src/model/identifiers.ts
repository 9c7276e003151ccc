// The account id and stack name of every local ARN, and identifiers that are the same in every run.

import { createHash } from 'node:crypto';

/** The AWS account id in every local ARN. */
export const ACCOUNT_ID = '000000000000';

/** The name of the CloudFormation stack that the template's resources belong to. */
export const STACK_NAME = 'local';

const LOWERCASE_AND_DIGITS = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Derives an identifier from a seed. The same seed gives the same identifier in every run, so that pages which contain a
 * pool's ids keep working.
 *
 * @param seed any text
 * @param length number of characters
 * @param alphabet the characters to use; lowercase letters and digits by default
 */
export function stableId(seed: string, length: number, alphabet = LOWERCASE_AND_DIGITS): string {
  let id = '';
  for (let block = 0; id.length < length; block += 1) {
    for (const byte of createHash('sha256').update(`${seed}\0${block}`).digest()) {
      id += alphabet[byte % alphabet.length];
    }
  }
  return id.slice(0, length);
}

/** Derives a version 4 UUID from a seed, with the same result in every run. */
export function stableUuid(seed: string): string {
  const hex = stableId(seed, 32, '0123456789abcdef');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
