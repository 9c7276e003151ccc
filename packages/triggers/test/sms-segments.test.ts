/** How many segments an SMS is billed as. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { smsSegments } from '../src/domain/sms-segments.js';

describe('the segments of an SMS', () => {
  it('hold 160 septets alone and 153 together', () => {
    assert.equal(smsSegments(''), 1);
    assert.equal(smsSegments('a'.repeat(160)), 1);
    assert.equal(smsSegments('a'.repeat(161)), 2);
    assert.equal(smsSegments('a'.repeat(306)), 2);
    assert.equal(smsSegments('a'.repeat(307)), 3);
    assert.equal(smsSegments('é\n@£Ω'.repeat(32)), 1);
  });

  it('count two septets for a character of the extension table, which is not divided', () => {
    assert.equal(smsSegments('€'.repeat(80)), 1);
    assert.equal(smsSegments('€'.repeat(81)), 2);
    assert.equal(smsSegments('€'.repeat(152)), 2);
    assert.equal(smsSegments('€'.repeat(153)), 3);
    assert.equal(smsSegments(`a${'€'.repeat(152)}`), 2);
  });

  it('hold 70 UTF-16 units alone and 67 together if one character is not in GSM 03.38', () => {
    assert.equal(smsSegments('я'.repeat(70)), 1);
    assert.equal(smsSegments('я'.repeat(71)), 2);
    assert.equal(smsSegments(`${'a'.repeat(70)}’`), 2);
    assert.equal(smsSegments('я'.repeat(134)), 2);
    assert.equal(smsSegments('я'.repeat(135)), 3);
    assert.equal(smsSegments('😀'.repeat(35)), 1);
    assert.equal(smsSegments('😀'.repeat(36)), 2);
    assert.equal(smsSegments('😀'.repeat(66)), 2);
    assert.equal(smsSegments('😀'.repeat(67)), 3);
  });
});
