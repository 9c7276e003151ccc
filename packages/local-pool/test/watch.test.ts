/** `--watch`: functions run new code as soon as one of their files changes. */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { LocalPool } from '@cognito-otp/local-pool';
import { until } from '@cognito-otp/test-kit/until';
import { call, fixture, newPhone, signUp, start } from './support.js';

describe('--watch', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'local-pool-watch-'));
  const define = path.join(folder, 'define');
  const template = path.join(folder, 'template.yaml');
  const lines: string[] = [];
  let pool: LocalPool;
  let phone: string;

  /** A Define that fails with a text, which a module beside it exports. */
  const write = (text: string): void =>
    writeFileSync(path.join(define, 'text.mjs'), `export const text = '${text}';\n`);
  const handler = (wait: string): string =>
    `import { text } from './text.mjs';\nexport const handler = async () => { ${wait} throw new Error(text); };\n`;

  before(async () => {
    cpSync(fixture('code-by-sms'), folder, { recursive: true });
    write('first');
    writeFileSync(path.join(define, 'index.mjs'), handler(''));
    pool = await start(undefined, { template, watch: true, log: (line) => void lines.push(line) });
    phone = newPhone();
    await signUp(pool, phone);
  });
  after(async () => {
    await pool.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => void lines.splice(0));

  /** The message of the function that a sign-in calls. */
  const said = async (): Promise<string> => {
    const AuthParameters = { USERNAME: phone };
    const input = { AuthFlow: 'CUSTOM_AUTH', ClientId: pool.clientId, AuthParameters };
    return (await call(pool, 'InitiateAuth', input)).body.message;
  };
  const reloaded = (): Promise<true> =>
    until(
      () => lines.some((line) => line.includes('its new code runs from the next event on')) || undefined,
      'reloaded',
    );

  it('runs the new code after a change of a file that is not the handler, with one line for many changes', async () => {
    assert.match(await said(), /failed with error first/);
    for (const text of ['a', 'b', 'second']) write(text);
    await reloaded();
    assert.match(await said(), /failed with error second/);
    assert.deepEqual(lines, ['DefineFunction has changed: its new code runs from the next event on.']);
  });

  it('runs it after a change in a new folder', async () => {
    mkdirSync(path.join(define, 'later'));
    await reloaded();
    lines.splice(0);
    writeFileSync(path.join(define, 'later/text.mjs'), "export const text = 'below';\n");
    await reloaded();
    lines.splice(0);
    writeFileSync(path.join(define, 'text.mjs'), "export { text } from './later/text.mjs';\n");
    await reloaded();
    assert.match(await said(), /failed with error below/);
  });

  it('runs it after a build that replaces the folder', async () => {
    const built = path.join(folder, 'built');
    mkdirSync(built);
    writeFileSync(path.join(built, 'text.mjs'), "export const text = 'replaced';\n");
    writeFileSync(path.join(built, 'index.mjs'), handler(''));
    rmSync(define, { recursive: true });
    renameSync(built, define);
    await reloaded();
    assert.match(await said(), /failed with error replaced/);
    lines.splice(0);
    write('once more');
    await reloaded();
    assert.match(await said(), /failed with error once more/);
  });

  it('lets an event in progress finish on the old code, whose process handles no further event', async () => {
    write('old');
    writeFileSync(
      path.join(define, 'index.mjs'),
      handler('console.log("running"); await new Promise((done) => setTimeout(done, 700));'),
    );
    await reloaded();
    lines.splice(0);
    const slow = said();
    await until(async () => {
      const logged = (await (await fetch(`${pool.endpoint}/logs`)).text()).includes('running');
      return logged || undefined;
    }, 'the function runs');
    write('new');
    writeFileSync(path.join(define, 'index.mjs'), handler(''));
    await reloaded();
    assert.match(await said(), /failed with error new/);
    assert.match(await slow, /failed with error old/);
    // Two at once: the process that has just become free is not used for one of them.
    for (const text of await Promise.all([said(), said()])) assert.match(text, /failed with error new/);
  });

  it('reports that a changed template needs a restart', async () => {
    writeFileSync(template, '# changed\n', { flag: 'a' });
    await until(() => lines.length > 0 || undefined, 'a line is logged');
    assert.deepEqual(lines, [`${template} has changed. Restart the local pool to use it.`]);
  });
});
