/** Long texts in everything that a caller or a user attribute can set: the triggers read them in linear time. */
import { describe, it } from 'node:test';
import { assertLinear, filled } from '@cognito-otp/test-kit/linear-time';
import { budgetAddress } from '../src/domain/budget-address.js';
import { deriveAnswerId } from '../src/domain/code.js';
import { channelOfUsername, maskDestination, parseDestination } from '../src/domain/destination.js';
import { personFromEvent } from '../src/domain/person.js';
import { composeMessage } from '../src/messages/compose.js';
import { languages, textsFor } from '../src/messages/index.js';
import { loggableWord } from '../src/ports/log.js';
import { readPrivateParameters } from '../src/wire/private-parameters.js';
import { readRound } from '../src/wire/round.js';
import { readSendRequest } from '../src/wire/send-request.js';

/**
 * The parts that the texts repeat, for each regular expression that parses addresses, languages,
 * ids and answers.
 */
const PARTS = ['a-', '@', 'a@a', 'a.', '.', '+4', '9', ' ', '\u200b', '\ufdfa', 'otp1.', '{code}'];

const composing = { brand: 'Example', lifetime: 300_000, locale: 'en', messages: languages };

function readAddress(channel: 'sms' | 'email', text: string) {
  const destination = parseDestination(channel, text, new Set(['*']));
  budgetAddress(destination);
  maskDestination(destination);
  composeMessage(destination, '123456', [], composing);
}

/** The function that parses each field. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a phone number': (text) => readAddress('sms', `+${text}`),
  'an email address': (text) => readAddress('email', `a@${text}.com`),
  'an email address whose domain has a rule of its own': (text) => readAddress('email', `${text}@ann.fastmail.com`),
  'a canonical mailbox': (text) => budgetAddress({ channel: 'email', address: `${text}@x`, supported: false }),
  'a user name': (text) => {
    channelOfUsername(text);
    personFromEvent({ userName: text, request: { userNotFound: true } } as never);
  },
  'the language of a user': (text) => textsFor([text], languages),
  'a send request': (text) => readSendRequest({ channel: text, locale: text, captcha: text, device: text }),
  'the metadata of a round': (text) => {
    readRound(text);
    readRound(`otp1.aaaaaaaaaaaaaaaa.${text}`);
  },
  'the private parameters': (text) =>
    readPrivateParameters({ otp: '1', round: text, channel: 'sms', destination: text, address: text }),
  'an answer': (text) => deriveAnswerId(new Uint8Array(32), 'round', text),
  'a word from a provider': loggableWord,
};

describe('a text of a million characters is read in linear time', () => {
  for (const [field, read] of Object.entries(READERS)) {
    it(`as ${field}`, async () => {
      for (const part of PARTS) await assertLinear((length) => read(filled(part, length)));
    });
  }
});
