import type { ServerResponse } from 'node:http';

/**
 * The shortest time between two notifications of pages. Several changes within it are one
 * notification.
 */
const INTERVAL_MS = 150;

/** Notifies open pages of changes. */
export interface Changes {
  /** Reports a change. */
  notify(): void;
  /** Answers a request with a server-sent event for each change, until the client disconnects. */
  stream(response: ServerResponse): void;
}

/** Creates an empty list of pages. */
export function createChanges(): Changes {
  const streams = new Set<ServerResponse>();
  let timer: NodeJS.Timeout | undefined;
  return {
    notify() {
      if (streams.size === 0 || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        for (const stream of streams) stream.write('event: change\ndata:\n\n');
      }, INTERVAL_MS);
      timer.unref();
    },
    stream(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      // The first event makes a page that reconnects read what it missed.
      response.write('event: change\ndata:\n\n');
      streams.add(response);
      response.on('close', () => streams.delete(response));
    },
  };
}
