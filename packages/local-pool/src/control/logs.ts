import type { Clock } from '../model/clock.js';

/** One log entry of a function, as CloudWatch would keep it. */
export interface LogLine {
  /** The function's logical id. */
  readonly function: string;
  readonly requestId: string;
  /** ISO 8601, by the pool's clock. */
  readonly at: string;
  readonly line: string;
}

/** When this many entries are kept, the older half is dropped. */
const MAX_LINES = 50_000;

/** The log entries of all functions, which `GET /logs` returns. */
export interface Logs {
  /** Oldest first. */
  lines(): readonly LogLine[];
  /** The entries of some requests, oldest first. */
  ofRequests(requestIds: readonly string[]): LogLine[];
  add(functionId: string, requestId: string, line: string): void;
  clear(): void;
}

/** Creates an empty log. */
export function createLogs(clock: Clock): Logs {
  let lines: LogLine[] = [];
  return {
    lines: () => lines,
    ofRequests: (requestIds) => lines.filter(({ requestId }) => requestIds.includes(requestId)),
    add(functionId, requestId, line) {
      lines.push({ function: functionId, requestId, at: new Date(clock.now()).toISOString(), line });
      if (lines.length > MAX_LINES) lines = lines.slice(-MAX_LINES / 2);
    },
    clear() {
      lines = [];
    },
  };
}
