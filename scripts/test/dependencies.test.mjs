/** Tests the dependency check, and runs it on the sources, tests, examples and scripts. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { boundaryProblems, dependencyProblems, workspaceCycles } from '../source/dependencies.mjs';
import { PACKAGES } from '../source/layers.mjs';
import { exportedModules, otherModules, packageSources, workspaceManifests } from '../source/source-files.mjs';

describe('the sources', () => {
  it('import only what their layers allow, without cycles', () => {
    assert.deepEqual(dependencyProblems(packageSources(), PACKAGES, exportedModules()), []);
  });
});

describe('tests, examples and scripts', () => {
  it('import other packages by their exports', () => assert.deepEqual(boundaryProblems(otherModules()), []));
});

describe('the packages of the workspace', () => {
  it('have no dependency cycles', () => {
    const manifests = workspaceManifests();
    assert.ok(manifests.length > 10, 'every package of the workspace has a manifest');
    assert.deepEqual(workspaceCycles(manifests), []);
  });

  for (const [what, manifests, expected] of [
    [
      'a cycle of two, closed by a development dependency',
      [
        { name: 'a', dependencies: { b: '' } },
        { name: 'b', devDependencies: { a: '' } },
      ],
      ['a → b → a'],
    ],
    [
      'a longer cycle that a package outside of it leads to',
      [
        { name: 'a', dependencies: { b: '', lit: '' } },
        { name: 'b', devDependencies: { c: '' } },
        { name: 'c', peerDependencies: { d: '' } },
        { name: 'd', dependencies: { b: '' } },
      ],
      ['b → c → d → b'],
    ],
    ['a package that depends on itself', [{ name: 'a', devDependencies: { a: '' } }], ['a → a']],
    [
      'no cycle when two ways lead to one package',
      [{ name: 'a', dependencies: { b: '', c: '' } }, { name: 'b', dependencies: { c: '' } }, { name: 'c' }],
      [],
    ],
  ]) {
    it(`are checked: ${what}`, () => assert.deepEqual(workspaceCycles(manifests), expected));
  }
});

describe('the dependency check', () => {
  const layers = {
    app: {
      entries: { files: ['index.ts'], imports: ['views'], dynamicImports: ['login'] },
      login: { files: ['login/'], imports: ['views'] },
      views: { files: ['views/'], imports: [], libraries: ['lit', '@cognito-otp/client/*', '@cognito-otp/gone'] },
    },
  };
  const exported = new Set(['@cognito-otp/client/phone']);

  /** What the check reports for sources of a package with the layers above, all of which exist. */
  function problemsIn(files) {
    const empty = { 'index.ts': '', 'login/a.ts': '', 'views/a.ts': '', 'views/b.ts': '' };
    const sources = Object.entries({ ...empty, ...files }).map(([path, text]) => [`packages/app/src/${path}`, text]);
    return dependencyProblems(new Map(sources), layers, exported);
  }

  it('accepts allowed layers, libraries and exports, and layers loaded with import()', () => {
    const files = {
      'index.ts': "import { a } from './views/a.js'; const load = () => import('./login/a.js');",
      'login/a.ts': "export * from '../views/b.js';",
      'views/a.ts': "import './b.js'; import { html } from 'lit'; import type { P } from '@cognito-otp/client/phone';",
    };
    assert.deepEqual(problemsIn(files), []);
  });

  for (const [what, path, source, problem] of [
    [
      'a forbidden layer',
      'views/a.ts',
      "import { a } from '../login/a.js';",
      'imports "../login/a.js": the layer "views" may not import "login", only itself',
    ],
    [
      'a forbidden layer by a type-only import',
      'views/a.ts',
      "import type { A } from '../login/a.js';",
      'imports "../login/a.js": the layer "views" may not import "login", only itself',
    ],
    [
      'a forbidden layer by a type expression',
      'views/a.ts',
      "type A = import('../login/a.js').A;",
      'imports "../login/a.js": the layer "views" may not import "login", only itself',
    ],
    [
      'a forbidden layer by a re-export',
      'views/a.ts',
      "export { a } from '../login/a.js';",
      'imports "../login/a.js": the layer "views" may not import "login", only itself',
    ],
    [
      'a static import where only import() is allowed',
      'index.ts',
      "import type { A } from './login/a.js';",
      'imports "./login/a.js": the layer "entries" may import "login" by import() only',
    ],
    [
      'a library that the layer may not use',
      'login/a.ts',
      "import { html } from 'lit';",
      'imports "lit": the layer "login" may not import this library',
    ],
    [
      'a module that its package does not export',
      'views/a.ts',
      "import { x } from '@cognito-otp/client/internal';",
      'imports "@cognito-otp/client/internal": no package exports this module',
    ],
    [
      'a relative import of another package',
      'views/a.ts',
      "import { x } from '../../../other/src/x.js';",
      'imports "../../../other/src/x.js": a relative import may not leave the package’s sources',
    ],
    ['a file that does not exist', 'views/a.ts', "import './c.js';", 'imports "./c.js": there is no such file'],
  ]) {
    it(`reports ${what}, with file, import and rule`, () => {
      assert.deepEqual(problemsIn({ [path]: source }), [`packages/app/src/${path}:1 ${problem}`]);
    });
  }

  it('reports a file in no layer', () => {
    const [problem] = problemsIn({ 'new/a.ts': "import '../views/a.js';" });
    assert.match(problem, /new\/a\.ts belongs to no layer of app; add it to layers\.mjs/);
    assert.deepEqual(problemsIn({ 'new/b.ts': 'export const b = 1;' }), [
      'packages/app/src/new/b.ts belongs to no layer of app; add it to layers.mjs',
    ]);
  });

  it('reports a cycle of type-only imports', () => {
    const problems = problemsIn({
      'views/a.ts': "import type { B } from './b.js';",
      'views/b.ts': "\nimport type { A } from './a.js';",
    });
    assert.deepEqual(problems, [
      'packages/app/src/views/b.ts:2 imports "./a.js": an import cycle: views/a.ts → views/b.ts → views/a.ts',
    ]);
  });

  it('reports a cycle that a dynamic import closes', () => {
    const [problem] = problemsIn({
      'views/a.ts': "import './b.js';",
      'views/b.ts': "const a = () => import('./a.js');",
    });
    assert.match(problem, /an import cycle/);
  });

  it('reports a test that imports the internals of another package', () => {
    const file = 'packages/app/test/a.test.ts';
    const problems = (source) => boundaryProblems(new Map([[file, source]]));
    assert.deepEqual(problems("import { a } from '../src/views/a.js';\nimport '@cognito-otp/client';"), []);
    assert.deepEqual(problems("import type { B } from '../../other/src/b.js';"), [
      `${file}:1 imports "../../other/src/b.js": another package’s internals; import its exports instead`,
    ]);
  });
});
