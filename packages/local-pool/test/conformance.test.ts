/** Uses every operation with unmodified clients, and compares docs/conformance.md with what the pool recorded. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { createTable, type RecordedRound } from './conformance/document.js';
import { useAmplify, useIdentityJs, useSdk } from './conformance/scenarios.js';
import { TEMPLATE } from './conformance/template.js';
import { control, startText } from './support.js';

const page = new URL('../../../docs/conformance.md', import.meta.url);

describe('conformance', () => {
  const table = createTable();
  let pool: LocalPool;
  before(async () => {
    pool = await startText(TEMPLATE);
  });
  after(() => pool.close());

  /** Adds the calls of a client to the table. */
  async function record(client: string, use: (pool: LocalPool) => Promise<void>): Promise<void> {
    await control(pool, 'DELETE', '/activity');
    await use(pool);
    for (const { id } of (await control(pool, 'GET', '/activity')).body as { id: string }[]) {
      const { rounds } = (await control(pool, 'GET', `/activity/${id}`)).body as { rounds: RecordedRound[] };
      for (const round of rounds) table.add(client, round);
    }
  }

  it('of the flows and operations that the AWS SDK calls', () => record('AWS SDK v3', useSdk));
  it('of the flows and operations that amazon-cognito-identity-js calls', () =>
    record('amazon-cognito-identity-js', useIdentityJs));
  it('of the flows and operations that Amplify calls', () => record('Amplify 6', useAmplify));

  it('is documented in docs/conformance.md, which WRITE=1 renews', () => {
    assert.deepEqual(table.unused(), [], 'Add these operations to conformance/scenarios.ts.');
    if (process.env['WRITE'] === '1') writeFileSync(page, table.markdown());
    assert.equal(readFileSync(page, 'utf8'), table.markdown());
  });
});
