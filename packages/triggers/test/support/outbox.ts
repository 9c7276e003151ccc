/** A sender for tests that keeps what it is given. */
import { codeIn } from '@cognito-otp/test-kit/codes';
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
    return codeIn(last.text);
  }

  /** The codes of all messages, in the order in which they were sent. */
  get codes(): string[] {
    return this.messages.map(({ text }) => codeIn(text));
  }
}
