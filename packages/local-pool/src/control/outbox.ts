import type { ServerResponse } from 'node:http';
import type { Clock } from '../model/clock.js';

/** A message that AWS would have sent. */
export interface OutboxMessage {
  readonly id: string;
  readonly channel: 'sms' | 'email';
  readonly to: string;
  readonly body: string;
  readonly subject?: string;
  readonly html?: string;
  readonly from?: string;
  /** What a function asked of the service that sends, beside what is above; none for Cognito's own messages. */
  readonly request?: ProviderRequest;
  /** Whether the code in it was typed in, where AWS End User Messaging was told. */
  readonly feedback?: string;
  /** ISO 8601, by the pool's clock. */
  readonly at: string;
}

export interface ProviderRequest {
  readonly service: 'sns' | 'ses' | 'sms-voice';
  readonly region: string;
  /** In the names of the service's own API. */
  readonly [parameter: string]: unknown;
}

/** Keeps what was sent, oldest first, and tells those who listen. */
export class Outbox {
  readonly #clock: Clock;
  readonly #listeners = new Set<ServerResponse>();
  #messages: OutboxMessage[] = [];
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get messages(): readonly OutboxMessage[] {
    return this.#messages;
  }

  add(message: Omit<OutboxMessage, 'id' | 'at'>): OutboxMessage {
    this.#count += 1;
    const kept = { id: String(this.#count), ...message, at: new Date(this.#clock.now()).toISOString() };
    this.#messages.push(kept);
    for (const listener of this.#listeners) writeEvent(listener, kept);
    return kept;
  }

  /** Puts down what became of a message. */
  recordFeedback(id: string, feedback: string): void {
    this.#messages = this.#messages.map((one) => (one.id === id ? { ...one, feedback } : one));
  }

  clear(): void {
    this.#messages = [];
  }

  /** Answers with server-sent events: what came after `lastId`, if given, and then each message as it is sent. */
  stream(response: ServerResponse, lastId: string | undefined): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': open\n\n');
    if (lastId !== undefined) {
      for (const message of this.#messages) if (Number(message.id) > Number(lastId)) writeEvent(response, message);
    }
    this.#listeners.add(response);
    response.on('close', () => this.#listeners.delete(response));
  }
}

const writeEvent = (response: ServerResponse, message: OutboxMessage): void => {
  response.write(`id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`);
};
