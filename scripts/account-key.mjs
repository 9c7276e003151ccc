import { text } from 'node:stream/consumers';
import { build } from './build.mjs';
import { setUp } from './setup.mjs';
import { runCommand, UserError } from './workspace.mjs';

/**
 * `npm run account-key`: prints the key of an account's item in the table, which an operator needs to unlock the account.
 * Reads the text of the secret from standard input.
 */
await runCommand(async () => {
  const [userPoolId, sub] = process.argv.slice(2);
  const secret = process.stdin.isTTY ? '' : (await text(process.stdin)).trim();
  if (!userPoolId || !sub || !secret) {
    throw new UserError('Usage: npm run -s account-key -- USER_POOL_ID SUB, with the secret’s text on standard input.');
  }
  await setUp();
  await build(['modules']);
  const { parseSecret } = await import('../packages/triggers/dist/esm/domain/keyring.js');
  const { accountKey } = await import('../packages/triggers/dist/esm/domain/record-keys.js');
  const { key, pepper } = parseSecret(secret);
  console.log(
    accountKey({ current: { version: '', key }, pepper }, userPoolId, { canReceiveCode: true, sub, addresses: {} }),
  );
});
