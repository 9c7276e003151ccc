import type { Message, Sender, SendOutcome } from '../../src/ports/sender.js';

/** A provider that takes every message, until told otherwise, and keeps them for the test to read. */
export class Outbox implements Sender {
  readonly messages: Message[] = [];
  /** What becomes of the next ones. `undefined`: accepted. */
  outcome: SendOutcome | (() => SendOutcome | Promise<SendOutcome>) | undefined;

  async send(message: Message): Promise<SendOutcome> {
    const outcome = typeof this.outcome === 'function' ? await this.outcome() : this.outcome;
    if (outcome && outcome.kind !== 'accepted' && outcome.kind !== 'unclear') return outcome;
    this.messages.push(message);
    return outcome ?? { kind: 'accepted' };
  }

  /** The code in the last message. */
  get code(): string {
    const last = this.messages.at(-1);
    if (!last) throw new Error('nothing was sent');
    return codeIn(last);
  }

  get codes(): string[] {
    return this.messages.map(codeIn);
  }
}

export function codeIn({ text }: Message): string {
  const code = /\b\d{4,10}\b/.exec(text)?.[0];
  if (!code) throw new Error(`no code in ${text}`);
  return code;
}

/** Some other code of that length. */
export function wrong(code: string, by = 1): string {
  return String((Number(code) + by) % 10 ** code.length).padStart(code.length, '0');
}
