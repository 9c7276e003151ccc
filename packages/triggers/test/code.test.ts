/** How codes are derived, bound to their challenge and compared. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  type CodeBinding,
  codesMatch,
  deriveAnswerId,
  deriveCode,
  hmacWords,
  uniformDigits,
} from '../src/domain/code.js';

const secret = Buffer.alloc(32, 7);
const binding: CodeBinding = {
  challengeId: 'challenge',
  nonce: 'nonce',
  sub: 'sub',
  userPoolId: 'pool',
  clientId: 'client',
  channel: 'sms',
  destination: 'destination',
};

function* words(...given: number[]): Generator<number, never> {
  yield* given;
  throw new Error('no words left');
}

describe('promise 1: codes are uniformly distributed', () => {
  it('reach both extremes and keep leading zeros', () => {
    assert.equal(uniformDigits(words(0), 6), '000000');
    assert.equal(uniformDigits(words(999_999), 6), '999999');
    assert.equal(uniformDigits(words(42), 6), '000042');
    assert.equal(uniformDigits(words(10 ** 10 - 1), 10), '9999999999');
  });

  it('are drawn by rejecting words beyond the largest multiple, instead of reducing them modulo the code space', () => {
    for (const length of [4, 6, 8, 10]) {
      const end = 2 ** 48 - (2 ** 48 % 10 ** length);
      assert.equal(uniformDigits(words(end - 1), length), '9'.repeat(length));
      assert.equal(uniformDigits(words(end, 2 ** 48 - 1, 5), length), '5'.padStart(length, '0'));
    }
  });

  it('pass a chi-square test for each position and for whole codes in 1,000 cells, over 10^6 draws', () => {
    const draws = Number(process.env.DRAWS ?? 1_000_000);
    const positions = Array.from({ length: 6 }, () => new Array<number>(10).fill(0));
    const cells = new Array<number>(1000).fill(0);
    const source = hmacWords(secret, binding);
    for (let draw = 0; draw < draws; draw++) {
      const code = uniformDigits(source, 6);
      for (let at = 0; at < 6; at++) positions[at]![Number(code[at])]!++;
      cells[Number(code) % 1000]!++;
    }
    const chiSquare = (counts: number[]) => {
      const expected = draws / counts.length;
      return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    };
    // 99.99th percentiles: 33.7 at 9 degrees of freedom, 1176 at 999. The source is fixed, so the test is deterministic.
    for (const counts of positions) assert.ok(chiSquare(counts) < 33.7, String(counts));
    assert.ok(chiSquare(cells) < 1176);
  });

  it('continue with the next MAC block if one does not yield enough words', () => {
    const source = hmacWords(secret, binding);
    const first = Array.from({ length: 12 }, () => source.next().value);
    assert.equal(new Set(first).size, 12);
    const bound = JSON.stringify(['challenge', 'nonce', 'sub', 'pool', 'client', 'sms', 'destination']);
    const expected = [0, 1, 2].flatMap((counter) => {
      const block = createHmac('sha256', secret).update(`otp1\n${counter}\n${bound}`).digest();
      return [0, 6, 12, 18, 24].map((offset) => block.readUIntBE(offset, 6));
    });
    assert.deepEqual(first, expected.slice(0, 12));
  });
});

describe('promise 7: a code is bound to its challenge, account, pool, client and destination', () => {
  const codes = (changed: Partial<CodeBinding>) => deriveCode(secret, { ...binding, ...changed }, 10);
  for (const name of Object.keys(binding) as (keyof CodeBinding)[]) {
    it(`changes if ${name} changes`, () => {
      assert.notEqual(codes({}), codes({ [name]: name === 'channel' ? 'email' : 'other' }));
    });
  }

  it('encodes different bindings differently', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), fc.string(), (a, b, c, d) => {
        fc.pre(a !== c || b !== d);
        return codes({ sub: a, userPoolId: b }) !== codes({ sub: c, userPoolId: d });
      }),
      { numRuns: 2000 },
    );
    assert.notEqual(codes({ sub: 'a","b', userPoolId: 'c' }), codes({ sub: 'a', userPoolId: 'b","c' }));
  });

  it('differs under another secret and is reproducible under the same one', () => {
    assert.notEqual(codes({}), deriveCode(Buffer.alloc(32, 8), binding, 10));
    assert.equal(codes({}), codes({}));
  });
});

describe('promise 9: codes are compared in constant time', () => {
  it('accepts only the exact code, whatever the length of the answer', () => {
    assert.equal(codesMatch(secret, '123456', '123456'), true);
    for (const answer of ['', '12345', '1234567', '123457', '023456', '１２３４５６', 'x'.repeat(1_000_000)]) {
      assert.equal(codesMatch(secret, '123456', answer), false);
    }
  });

  const folder = new URL('../src/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

  it('compares MACs of equal length with timingSafeEqual and with nothing else', () => {
    const code = sources.find(({ name }) => name === 'domain/code.ts')?.text ?? '';
    const compare = /export function codesMatch[\s\S]*?\n}/.exec(code)?.[0] ?? '';
    assert.match(compare, /timingSafeEqual\(mac\(expected\), mac\(answer\)\)/);
    assert.doesNotMatch(compare, /[=!]==?/);
  });

  it('derives a code only where it is compared this way or sent', () => {
    const derives = sources.flatMap(({ name, text }) => (/(?<!function )\bderiveCode\(/.test(text) ? [name] : []));
    assert.deepEqual(derives.sort(), ['flows/check-answer.ts', 'flows/deliver.ts']);
    const check = sources.find(({ name }) => name === 'flows/check-answer.ts')!.text;
    assert.match(check, /codesMatch\(secret, deriveCode\(/);
    assert.equal(check.match(/\bderiveCode\(/g)?.length, 1, 'the code is derived only for the comparison');
  });

  it('uses no === on a code, an answer or a MAC', () => {
    /** Matches the whole name of a code, an answer or a MAC. The length or the type of one is not secret. */
    const secrets = String.raw`(?<!typeof )(?<![\w.])(?:answer\.text|code|answer|expected|text|mac|given)\b(?![.(\w])`;
    const compared = new RegExp(String.raw`${secrets}\s*[=!]==?(?!=)|[=!]==?\s*${secrets}`);
    for (const bad of ['code === answer', 'x !== code', 'answer.text == code', 'if (text === expected)']) {
      assert.match(bad, compared, 'the pattern matches a comparison with ===');
    }
    for (const name of [
      'domain/code.ts',
      'flows/check-answer.ts',
      'handlers/verify-auth-challenge-response.ts',
      'flows/deliver.ts',
    ]) {
      const { text } = sources.find((source) => source.name === name)!;
      assert.equal(compared.exec(text)?.[0], undefined, name);
      assert.doesNotMatch(text, /localeCompare|Object\.is\(/, name);
    }
  });
});

describe('answer ids', () => {
  it('differ by round and answer, and cannot be computed without the secret', () => {
    const marks = [
      deriveAnswerId(secret, 'a', '123456'),
      deriveAnswerId(secret, 'a', '123457'),
      deriveAnswerId(secret, 'b', '123456'),
      deriveAnswerId(Buffer.alloc(32, 1), 'a', '123456'),
    ];
    assert.equal(new Set(marks).size, 4);
    assert.ok(marks.every((mark) => !mark.includes('12345')));
    assert.ok(marks.every((mark) => /^[ab]\.[\w-]{22}$/.test(mark)));
  });
});
