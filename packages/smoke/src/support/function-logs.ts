// Reads the functions' log lines from CloudWatch Logs.

import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { ProbeContext } from '../probe.js';

/** The most events that are read, so that a busy stack does not make a probe slow. */
const LIMIT = 1000;

/**
 * The lines of a function's log group since a time.
 *
 * @param group logical id of the log group
 * @param since ms since the epoch
 */
export async function readLog({ aws, stack }: ProbeContext, group: string, since: number): Promise<string[]> {
  const { events = [] } = await aws.logs.send(
    new FilterLogEventsCommand({ logGroupName: stack.resources[group], startTime: since, limit: LIMIT }),
  );
  return events.map(({ message = '' }) => message);
}

/** The JSON lines among the lines of a log that are about one event. */
export function logEntries(lines: readonly string[], event: string): Readonly<Record<string, unknown>>[] {
  return lines.flatMap((line) => {
    const text = line.slice(Math.max(0, line.indexOf('{')));
    try {
      const entry = JSON.parse(text) as Record<string, unknown>;
      return entry['event'] === event ? [entry] : [];
    } catch {
      return [];
    }
  });
}
