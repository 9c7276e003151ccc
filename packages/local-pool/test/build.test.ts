/** Functions in TypeScript and for SAM's esbuild: built with the esbuild that is installed beside the template. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type LocalPool, startLocalPool } from '@cognito-otp/local-pool';
import { POOL } from './strangers/parts.js';
import { type Answer, call } from './support.js';

const functionWith = (properties: string, metadata = ''): string =>
  `Resources:${POOL}\n  Confirm: { Type: AWS::Serverless::Function, ${metadata === '' ? '' : `Metadata: ${metadata}, `}Properties: { Runtime: nodejs22.x, ${properties} } }\n`;

/** A typed handler that confirms a user whose name a module of its own accepts. */
const HANDLER = `
import { accepts } from './names';
interface Event { userName: string; response: { autoConfirmUser: boolean } }
export const handler = async (event: Event): Promise<Event> => {
  event.response.autoConfirmUser = accepts(event.userName);
  return event;
};
`;
const NAMES = 'export const accepts = (name: string): boolean => name.length > 2;\n';

interface Case {
  readonly files: Record<string, string>;
  readonly template: string;
}

const cases: Record<string, Case> = {
  'a handler in TypeScript, without build instructions': {
    files: { 'code/index.ts': HANDLER, 'code/names.ts': NAMES },
    template: functionWith('Handler: index.handler, CodeUri: code'),
  },
  'SAM: an entry point in a folder, which becomes a file of its own': {
    files: { 'code/src/app.ts': HANDLER, 'code/src/names.ts': NAMES },
    template: functionWith(
      'Handler: app.handler, CodeUri: code/',
      '{ BuildMethod: esbuild, BuildProperties: { Minify: true, Target: es2020, Sourcemap: true, EntryPoints: [src/app.ts] } }',
    ),
  },
  'SAM: JavaScript in ES modules, with definitions and loaders': {
    files: {
      'code/app.js':
        "import text from './list.txt'; export const handler = async (event) => { event.response.autoConfirmUser = NAMES.includes(event.userName) && text === 'ann'; return event; };",
      'code/list.txt': 'ann',
    },
    template: functionWith(
      'Handler: app.handler, CodeUri: code',
      `{ BuildMethod: esbuild, BuildProperties: { Define: ['NAMES=["ann"]'], Loader: [.txt=text] } }`,
    ),
  },
  'SAM: output in ES modules, one of several entry points': {
    files: {
      'code/other.ts': 'export const handler = 1;',
      'code/confirm.mts':
        "const { accepts } = await import('./names'); export const handler = async (event: any) => { event.response.autoConfirmUser = accepts(event.userName); return event; };",
      'code/names.ts': NAMES,
    },
    template: functionWith(
      'Handler: confirm.handler, CodeUri: code',
      '{ BuildMethod: esbuild, BuildProperties: { Format: esm, EntryPoints: [other.ts, confirm.mts], Banner: [js=/* built */] } }',
    ),
  },
};

describe('a function that has to be built', () => {
  let root: string;
  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'build-'));
    await mkdir(path.join(root, 'node_modules'));
    const esbuild = path.dirname(createRequire(import.meta.url).resolve('esbuild/package.json'));
    await symlink(esbuild, path.join(root, 'node_modules/esbuild'));
  });
  after(() => rm(root, { recursive: true }));

  const prepare = async ({ files, template }: Case): Promise<{ folder: string; template: string }> => {
    const folder = await mkdtemp(path.join(root, 'case-'));
    for (const [name, content] of Object.entries({ ...files, 'template.yaml': template })) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    return { folder, template: path.join(folder, 'template.yaml') };
  };
  const signUp = (pool: LocalPool, Username: string): Promise<Answer> =>
    call(pool, 'SignUp', { ClientId: pool.clientId, Username, Password: 'Correct-horse-1' });

  for (const [title, one] of Object.entries(cases)) {
    it(`runs: ${title}`, async () => {
      const lines: string[] = [];
      const { template } = await prepare(one);
      const pool = await startLocalPool({ template, log: (line) => lines.push(line) });
      try {
        const { body } = await signUp(pool, 'ann');
        assert.equal(body.UserConfirmed, true, JSON.stringify(body));
        assert.match(lines.join('\n'), /^function Confirm: \S+ in \S+, built with esbuild$/m);
      } finally {
        await pool.close();
      }
    });
  }

  it('is refused at the start with file, line and column of the error in its sources', async () => {
    const broken: [code: string, place: string][] = [
      ['export const handler = (', ':1:25'],
      ["export const handler = 1;\nimport './nowhere';", ':2:8'],
      ['\n\nlet a; let a;', ':3:12'],
    ];
    for (const [code, place] of broken) {
      const files = { 'code/index.ts': code };
      const { folder, template } = await prepare({
        files,
        template: functionWith('Handler: index.handler, CodeUri: code'),
      });
      await assert.rejects(startLocalPool({ template }), ({ name, message }: Error) => {
        assert.equal(name, 'UsageError');
        assert.ok(
          message.startsWith(`${path.join(folder, 'code/index.ts')}${place}: esbuild can't build the function: `),
          message,
        );
        return true;
      });
    }
    const metadata = '{ BuildMethod: esbuild, BuildProperties: { EntryPoints: [app.ts] } }';
    const missing = await prepare({
      files: { 'code/x.ts': '' },
      template: functionWith('Handler: app.handler, CodeUri: code', metadata),
    });
    await assert.rejects(startLocalPool({ template: missing.template }), {
      name: 'TemplateError',
      message: /found EntryPoints with app\.ts, which does not exist; expected a source file: there is no /,
    });
  });

  it('is built again when a file that it imports has changed, and reports errors until it can be built', async () => {
    const { folder, template } = await prepare(cases['a handler in TypeScript, without build instructions']!);
    const names = path.join(folder, 'code/names.ts');
    const pool = await startLocalPool({ template });
    try {
      assert.equal((await signUp(pool, 'bob')).body.UserConfirmed, true);
      await writeFile(names, 'export const accepts = (name: string): boolean => name.length > 20;\n');
      assert.equal((await signUp(pool, 'cleo')).body.UserConfirmed, false);
      await writeFile(names, 'export const accepts = (');
      const { body } = await signUp(pool, 'dan');
      assert.equal(body.__type, 'UserLambdaValidationException');
      assert.match(body.message, /names\.ts:1:25: esbuild can't build the function: /);
      await writeFile(names, NAMES);
      assert.equal((await signUp(pool, 'eve')).body.UserConfirmed, true);
    } finally {
      await pool.close();
    }
  });
});
