/** Finding a code in what a visitor types, pastes or autofills. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findCode, overtype } from '../src/dom/code-field.js';

const codeIn = (text: string, length = 6) => {
  const { digits, complete } = findCode(text, length);
  return complete ? digits : `${digits}…`;
};

test('a partially typed code is kept and incomplete', () => {
  assert.equal(codeIn(''), '…');
  assert.equal(codeIn('4'), '4…');
  assert.equal(codeIn('40598'), '40598…');
  assert.equal(codeIn('405981'), '405981');
  assert.equal(codeIn('012345'), '012345');
});

test('non-digits are dropped, and extra digits are cut off', () => {
  assert.equal(codeIn('40a5'), '405…');
  assert.equal(codeIn('4059812'), '405981…', 'the extra digit is unknown, so the code is incomplete');
  assert.equal(codeIn('1e5'), '15…');
});

test('spaces, hyphens and invisible marks inside a code are ignored', () => {
  for (const text of ['405 981', '405-981', ' 4 0 5 9 8 1 ', '\u200e405\u200f981\u200b', '405\u00a0981\n', '405.981']) {
    assert.equal(codeIn(text), '405981', JSON.stringify(text));
  }
});

test('digits of other scripts are converted', () => {
  for (const text of ['٤٠٥٩٨١', '۴۰۵۹۸۱', '४०५९८१', '৪০৫৯৮১', '４０５９８１', '𝟒𝟎𝟓𝟗𝟖𝟏', '๔๐๕๙๘๑']) {
    assert.equal(codeIn(text), '405981', text);
  }
});

test('the code is extracted from a whole message', () => {
  for (const text of [
    'Your code is 405981.',
    '405981 is your Example code. It works for 5 minutes. Never share it.',
    'Example: 405 981 is your code, call 0800 1234567 if this was not you',
    'Code: 405981\n\n@example.com #405981',
    'G-405981 ist Ihr Code',
    'رمزك هو ٤٠٥٩٨١',
    '您的验证码是405981，5分钟内有效。',
    '<#> 405981 is your code\nAbCd1234567',
  ]) {
    assert.equal(codeIn(text), '405981', text);
  }
});

test('the last line of a message decides if the message contains other numbers', () => {
  assert.equal(codeIn('Ticket 111111: your code is 405981\n@example.com #405981'), '405981');
});

test('two numbers that could both be the code are never submitted automatically', () => {
  const { complete } = findCode('Ticket 111111, code 405981', 6);
  assert.equal(complete, false);
});

test('part of a longer number is never taken for the code', () => {
  for (const text of ['+44 7400 123456 code', '+44 (7400) 123456 is my number', '2026-11 405981 ok']) {
    assert.match(codeIn(text), /^\d{6}…$/, text);
  }
  assert.equal(codeIn('Your code is 405981. 5 minutes are left.'), '405981');
  assert.equal(codeIn('405981\n5 minutes are left'), '405981');
});

test('a digit typed into a full field replaces the next digit and is never submitted automatically', () => {
  assert.deepEqual(overtype('123456', '1293456', 3), { digits: '129456', complete: false, caret: 3 });
  assert.deepEqual(overtype('123456', '12٩3456', 3), { digits: '129456', complete: false, caret: 3 });
  assert.deepEqual(overtype('123456', '1234569', 7), { digits: '123456', complete: false, caret: 6 });
  assert.deepEqual(overtype('123456', '12a3456', 3), { digits: '123456', complete: false, caret: 2 });
  assert.deepEqual(overtype('123456', '12345899996', 10), { digits: '123458', complete: false, caret: 6 });
  assert.equal(overtype('123456', '12346', 4), undefined);
  assert.equal(overtype('123456', '9876543', 7), undefined);
});

test('a whole code pasted into a full field replaces its content', () => {
  assert.deepEqual(overtype('123456', '12405 9813456', 9), { digits: '405981', complete: true, caret: 6 });
});

test('codes of every length from 4 to 10 are found', () => {
  for (let length = 4; length <= 10; length++) {
    const code = '0123456789'.slice(0, length);
    assert.equal(codeIn(`Your code: ${code}`, length), code);
  }
});

test('a hostile text of one megabyte is truncated before it is searched', () => {
  const began = Date.now();
  findCode('1 '.repeat(500_000), 6);
  assert.ok(Date.now() - began < 200);
});
