/** A sender for tests, and helpers for the codes in its messages. */
import type { Message, Sender, SendOutcome } from '../../src/ports/sender.js';

/** A sender that accepts every message unless `outcome` is set, and keeps the messages for the test. */
export class Outbox implements Sender {
  readonly messages: Message[] = [];
  /** The outcome of the next messages; `undefined` accepts them. */
  outcome: SendOutcome | (() => SendOutcome | Promise<SendOutcome>) | undefined;

  async send(message: Message): Promise<SendOutcome> {
    const outcome = typeof this.outcome === 'function' ? await this.outcome() : this.outcome;
    if (outcome && outcome.kind !== 'accepted' && outcome.kind !== 'unclear') return outcome;
    this.messages.push(message);
    return outcome ?? { kind: 'accepted' };
  }

  /**
   * The code in the last message.
   *
   * @throws {Error} if nothing was sent.
   */
  get code(): string {
    const last = this.messages.at(-1);
    if (!last) throw new Error('nothing was sent');
    return codeIn(last);
  }

  /** The codes of all messages, in the order in which they were sent. */
  get codes(): string[] {
    return this.messages.map(codeIn);
  }
}

/**
 * The code in the text of a message.
 *
 * @throws {Error} if there is none.
 */
export function codeIn({ text }: Message): string {
  const code = /\b\d{4,10}\b/.exec(text)?.[0];
  if (!code) throw new Error(`no code in ${text}`);
  return code;
}

/** Another code of the same length: the given one plus `by`. */
export function wrongCode(code: string, by = 1): string {
  return String((Number(code) + by) % 10 ** code.length).padStart(code.length, '0');
}
