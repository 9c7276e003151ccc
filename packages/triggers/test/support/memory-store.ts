/** A store in memory, which stands in for the DynamoDB table. */
import { DAY, HOUR } from '../../src/domain/time.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Counter, CountResult, Store, Stored } from '../../src/ports/store.js';

interface Row {
  version: number;
  ttl: number;
  text: string;
}

interface Count {
  hour: number;
  hourCount: number;
  dayCount: number;
  stopped?: boolean;
}

/**
 * Implements the store contract in memory, for tests that need thousands of tables. `store.test.ts` runs the same tests
 * on this store and on the real one over HTTP.
 */
export class MemoryStore implements Store {
  readonly rows = new Map<string, Row>();
  readonly counts = new Map<string, Count>();
  /** Every record that was written, in order. */
  readonly written: { key: string; data: unknown }[] = [];

  constructor(private readonly clock: Pick<Clock, 'now'>) {}

  async read(key: string): Promise<Stored> {
    const row = this.rows.get(key);
    if (!row) return { version: 0, data: undefined };
    const expired = row.ttl * 1000 <= this.clock.now();
    return { version: row.version, data: expired ? undefined : JSON.parse(row.text) };
  }

  async write(key: string, version: number, data: unknown, expiresAt: number): Promise<boolean> {
    if ((this.rows.get(key)?.version ?? 0) !== version) return false;
    this.rows.set(key, { version: version + 1, ttl: Math.ceil(expiresAt / 1000), text: JSON.stringify(data) });
    this.written.push({ key, data: JSON.parse(JSON.stringify(data)) });
    return true;
  }

  async count({ key, limits }: Counter, amount: 0 | 1 | -1, now: number): Promise<CountResult> {
    const item = this.counts.get(key);
    if (item?.stopped) return { kind: 'stopped' };
    const own = Math.floor(now / HOUR);
    const thisHour = item && item.hour === own + 1 ? item.hour : own;
    const thisDay = Math.floor((thisHour * HOUR) / DAY);
    const hourCount = item?.hour === thisHour ? item.hourCount : 0;
    const dayCount = item && Math.floor((item.hour * HOUR) / DAY) === thisDay ? item.dayCount : 0;
    if (amount < 0) {
      if (item?.hour === thisHour && hourCount > 0 && dayCount > 0) {
        this.counts.set(key, { ...item, hourCount: hourCount - 1, dayCount: dayCount - 1 });
      }
      return { kind: 'counted' };
    }
    if (dayCount >= limits.day) return { kind: 'refused', until: (thisDay + 1) * DAY };
    if (hourCount >= limits.hour) return { kind: 'refused', until: (thisHour + 1) * HOUR };
    this.counts.set(key, { ...item, hour: thisHour, hourCount: hourCount + amount, dayCount: dayCount + amount });
    return { kind: 'counted' };
  }

  /** All items in the attribute-value format of DynamoDB. */
  items(): Record<string, unknown>[] {
    const N = (value: number) => ({ N: String(value) });
    return [
      ...[...this.rows].map(([key, { version, ttl, text }]) => ({
        pk: { S: key },
        version: N(version),
        ttl: N(ttl),
        data: { S: text },
      })),
      ...[...this.counts].map(([key, { hour, hourCount, dayCount, stopped }]) => ({
        pk: { S: key },
        hour: N(hour),
        hourCount: N(hourCount),
        dayCount: N(dayCount),
        ...(stopped ? { stopped: { BOOL: true } } : {}),
      })),
    ];
  }

  /** Puts a record or a counter, given in the attribute-value format of DynamoDB. */
  put(item: { pk: { S: string }; stopped?: { BOOL: boolean } } & Record<string, { N?: string; S?: string }>): void {
    const number = (name: string) => Number(item[name]?.N ?? 0);
    const text = item.data?.S;
    if (text !== undefined) {
      this.rows.set(item.pk.S, { version: number('version'), ttl: number('ttl'), text });
      return;
    }
    const stopped = item.stopped?.BOOL === true;
    this.counts.set(item.pk.S, {
      hour: number('hour'),
      hourCount: number('hourCount'),
      dayCount: number('dayCount'),
      stopped,
    });
  }
}
