import { createHash } from 'node:crypto';

/** The account every local ARN names. */
export const ACCOUNT_ID = '000000000000';
export const STACK_NAME = 'local';

/** Letters and digits that are the same in every run of one template, so that pages keep their configuration. */
export function stableId(seed: string, length: number, alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789'): string {
  let id = '';
  for (let round = 0; id.length < length; round += 1) {
    for (const byte of createHash('sha256').update(`${seed}\0${round}`).digest()) {
      id += alphabet[byte % alphabet.length];
    }
  }
  return id.slice(0, length);
}

export function stableUuid(seed: string): string {
  const hex = stableId(seed, 32, '0123456789abcdef');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
