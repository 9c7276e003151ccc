/** Tests the check of names, and runs it on the sources. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nameProblems } from '../source/names.mjs';
import { packageSources } from '../source/source-files.mjs';

describe('the sources', () => {
  it('write constants in UPPER_SNAKE_CASE and export no name of a platform global', () => {
    assert.deepEqual(nameProblems(packageSources()), []);
  });
});

describe('the check of names', () => {
  const problemsOf = (source) => nameProblems(new Map([['a.ts', source]]));

  for (const value of [
    '1',
    "'a'",
    '`a`',
    '60 * 1000',
    '24 * HOUR',
    "['a', 'b'] as const",
    "new Set<A>(['a'])",
    '-1',
    '/a/',
    '/^a$/gu',
    '[/a/, /b/]',
  ]) {
    it(`reports a camelCase constant that is ${value}`, () => {
      assert.match(problemsOf(`export const aName = ${value};`)[0], /^a\.ts:1 aName: constants .* UPPER_SNAKE_CASE$/);
      assert.deepEqual(problemsOf(`export const A_NAME = ${value};`), []);
    });
  }

  for (const value of ['() => 1', '{ a: 1 }', 'new Map()', 'new Set()', 'createStore()', 'new RegExp(a)', 'a + b']) {
    it(`accepts a camelCase name of ${value}`, () => assert.deepEqual(problemsOf(`const aName = ${value};`), []));
  }

  it('leaves variables inside of functions alone', () => {
    assert.deepEqual(problemsOf('function f() { const one = 1; return one; }'), []);
  });

  for (const declaration of ['class Event {}', 'interface Request {}', 'type Node = 1', 'function fetch() {}']) {
    it(`reports an exported ${declaration.replace(' {}', '')}`, () => {
      assert.match(problemsOf(`export ${declaration}`)[0], /: the name of a platform global$/);
      assert.deepEqual(problemsOf(declaration), []);
    });
  }
});
