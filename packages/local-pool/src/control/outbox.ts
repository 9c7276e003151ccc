import type { ServerResponse } from 'node:http';
import type { Clock } from '../model/clock.js';

/** A message that AWS would have sent. */
export interface OutboxMessage {
  /** Counts up from 1. */
  readonly id: string;
  readonly channel: 'sms' | 'email';
  /** A phone number in E.164 format, or an email address. */
  readonly to: string;
  readonly body: string;
  readonly subject?: string;
  readonly html?: string;
  readonly from?: string;
  /** The other parameters of the function's call to the sending service. Absent for Cognito's own messages. */
  readonly request?: ProviderRequest;
  /** The `MessageFeedbackStatus` that a function reported to AWS End User Messaging. */
  readonly feedback?: string;
  /** ISO 8601, by the pool's clock. */
  readonly at: string;
}

/** The parameters of a call to a sending service. */
export interface ProviderRequest {
  readonly service: 'sns' | 'ses' | 'sms-voice';
  readonly region: string;
  /** Named as in the service's own API. */
  readonly [parameter: string]: unknown;
}

/** The messages that were sent, which `GET /outbox` returns. */
export interface Outbox {
  /** Oldest first. */
  messages(): readonly OutboxMessage[];
  /** Stores a message and sends it to every open event stream. */
  add(message: Omit<OutboxMessage, 'id' | 'at'>): OutboxMessage;
  /** Stores the feedback for a message. */
  recordFeedback(id: string, feedback: string): void;
  clear(): void;
  /**
   * Answers a request with server-sent events: one for each new message, until the client disconnects.
   *
   * @param lastId the id of the last message that the client has; newer ones are sent first
   */
  stream(response: ServerResponse, lastId: string | undefined): void;
}

/** Creates an empty outbox. */
export function createOutbox(clock: Clock): Outbox {
  const streams = new Set<ServerResponse>();
  let messages: OutboxMessage[] = [];
  let count = 0;
  return {
    messages: () => messages,
    add(message) {
      count += 1;
      const stored = { id: String(count), ...message, at: new Date(clock.now()).toISOString() };
      messages.push(stored);
      for (const stream of streams) writeEvent(stream, stored);
      return stored;
    },
    recordFeedback(id, feedback) {
      messages = messages.map((message) => (message.id === id ? { ...message, feedback } : message));
    },
    clear() {
      messages = [];
    },
    stream(response, lastId) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write(': open\n\n');
      if (lastId !== undefined) {
        for (const message of messages) if (Number(message.id) > Number(lastId)) writeEvent(response, message);
      }
      streams.add(response);
      response.on('close', () => streams.delete(response));
    },
  };
}

const writeEvent = (response: ServerResponse, message: OutboxMessage): void => {
  response.write(`id: ${message.id}\ndata: ${JSON.stringify(message)}\n\n`);
};
