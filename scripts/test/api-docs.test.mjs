/** Tests the check of TSDoc comments, and runs it on the sources. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { missingApiDocs } from '../source/api-docs.mjs';
import { packageSources } from '../source/source-files.mjs';

/** What the check reports for one file of the client package. */
const problemsOf = (text, path = 'packages/otp-client/src/a.ts') => missingApiDocs(new Map([[path, text]]));
const missing = (line, name) => [`packages/otp-client/src/a.ts:${line} ${name}: the export has no TSDoc comment`];

describe('the sources', () => {
  it('document every export, with an example where applications start', () => {
    assert.deepEqual(missingApiDocs(packageSources()), []);
  });
});

describe('the check of TSDoc comments', () => {
  it('accepts documented exports of every kind', () => {
    const text = [
      '/** A. */ export function a(): void {}',
      '/** B. */ export class B {}',
      '/** C. */ export interface C {}',
      '/** D. */ export type D = C;',
      '/** E. */ export const e = 1;',
      '/** F. */ const f = 1;',
      'export { f };',
      "export { g } from './g.js';",
      "export * from './h.js';",
      'const notExported = 1;',
    ].join('\n');
    assert.deepEqual(problemsOf(text), []);
  });

  for (const [kind, text, name] of [
    ['a function', 'export function a(): void {}', 'a'],
    ['a class', 'export class A {}', 'A'],
    ['an interface', 'export interface A {}', 'A'],
    ['a type', 'export type A = 1;', 'A'],
    ['a constant', 'export const a = 1;', 'a'],
    ['a destructured constant', 'export const { a, b: { c = 1 } } = x;', 'a'],
    ['a declaration that is exported later', 'export { a }; const a = 1;', 'a'],
    ['a default export', 'export default function a() {}', 'default'],
    ['an export below a comment that is not TSDoc', '/* A. */ export const a = 1;', 'a'],
  ]) {
    it(`reports ${kind} without a comment`, () => assert.equal(problemsOf(text)[0], missing(1, name)[0]));
  }

  it('reports the line of the declaration', () => {
    assert.deepEqual(problemsOf('/** A. */\nexport const a = 1;\n\nexport const b = 1;'), missing(4, 'b'));
  });

  it('finds the comment above a decorator', () => {
    assert.deepEqual(problemsOf('/** A. */\n@x\nexport class A {}'), []);
  });

  it('asks for an example on the functions that applications call first', () => {
    const lacking = '/** Creates. */ export function createOtpClient() {}';
    assert.deepEqual(problemsOf(lacking), ['packages/otp-client/src/a.ts:1 createOtpClient: no @example']);
    assert.deepEqual(problemsOf(lacking.replace('Creates.', 'Creates. @example createOtpClient()')), []);
  });

  it('asks for an example on each method of the client', () => {
    const text =
      '/** C. */ export interface OtpClient {\n  /** @example start() */\n  start(): void;\n  /** Stops. */\n  close(): void;\n  readonly session: string;\n}';
    assert.deepEqual(problemsOf(text), ['packages/otp-client/src/a.ts:5 OtpClient.close: no @example']);
  });

  it('leaves translations alone, which are one documented object each', () => {
    const text = 'export const messages = {};';
    assert.deepEqual(problemsOf(text, 'packages/otp-element/src/messages/pt-BR.ts'), []);
    assert.equal(problemsOf(text, 'packages/otp-element/src/messages/languages.ts').length, 1);
  });
});
