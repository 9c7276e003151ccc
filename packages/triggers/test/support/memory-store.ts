/** A store in memory, which replaces the DynamoDB table. */
import { DAY, HOUR } from '../../src/domain/time.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Counter, CountResult, RecordWrite, Store, Stored } from '../../src/ports/store.js';

interface Row {
  version: number;
  ttl: number;
  text: string;
}

interface Count {
  hour: number;
  hourCount: number;
  dayCount: number;
  openHourCount?: number;
  openDayCount?: number;
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
    return { version: row.version, data: expired ? undefined : parsedJson(row.text) };
  }

  async readAll(keys: readonly string[]): Promise<Stored[]> {
    return Promise.all(keys.map((key) => this.read(key)));
  }

  async writeAll(writes: readonly RecordWrite[]): Promise<boolean> {
    if (writes.some(({ key, version }) => (this.rows.get(key)?.version ?? 0) !== version)) return false;
    await Promise.all(writes.map(({ key, version, data, expiresAt }) => this.write(key, version, data, expiresAt)));
    return true;
  }

  async write(key: string, version: number, data: unknown, expiresAt: number): Promise<boolean> {
    if ((this.rows.get(key)?.version ?? 0) !== version) return false;
    this.rows.set(key, { version: version + 1, ttl: Math.ceil(expiresAt / 1000), text: JSON.stringify(data) });
    this.written.push({ key, data: JSON.parse(JSON.stringify(data)) });
    return true;
  }

  async count({ key, limits, openLimits, room }: Counter, amount: number, now: number): Promise<CountResult> {
    const item = this.counts.get(key);
    if (item?.stopped) return { kind: 'stopped' };
    const own = Math.floor(now / HOUR);
    const thisHour = item && item.hour === own + 1 ? item.hour : own;
    const thisDay = Math.floor((thisHour * HOUR) / DAY);
    const hourCount = item?.hour === thisHour ? item.hourCount : 0;
    const sameDay = item && Math.floor((item.hour * HOUR) / DAY) === thisDay;
    const dayCount = sameDay ? item.dayCount : 0;
    const start = Math.max(0, -amount);
    const openHour = item?.hour === thisHour ? (item.openHourCount ?? start) : start;
    const openDay = sameDay ? (item.openDayCount ?? start) : start;
    const next = {
      ...item,
      hour: thisHour,
      hourCount: hourCount + amount,
      dayCount: dayCount + amount,
      openHourCount: openHour + (openLimits ? amount : 0),
      openDayCount: openDay + (openLimits ? amount : 0),
    };
    if (amount < 0) {
      const counts = [next.hourCount, next.dayCount, next.openHourCount, next.openDayCount];
      if (item?.hour === thisHour && counts.every((count) => count >= 0)) this.counts.set(key, next);
      return { kind: 'counted' };
    }
    const size = room ?? Math.max(1, amount);
    if (dayCount + size > limits.day || (openLimits && openDay + size > openLimits.day)) {
      return { kind: 'refused', until: (thisDay + 1) * DAY };
    }
    if (hourCount + size > limits.hour || (openLimits && openHour + size > openLimits.hour)) {
      return { kind: 'refused', until: (thisHour + 1) * HOUR };
    }
    this.counts.set(key, next);
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
      ...[...this.counts].map(([key, { hour, hourCount, dayCount, openHourCount = 0, openDayCount = 0, stopped }]) => ({
        pk: { S: key },
        hour: N(hour),
        hourCount: N(hourCount),
        dayCount: N(dayCount),
        openHourCount: N(openHourCount),
        openDayCount: N(openDayCount),
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
      ...(item.openHourCount ? { openHourCount: number('openHourCount') } : {}),
      ...(item.openDayCount ? { openDayCount: number('openDayCount') } : {}),
      stopped,
    });
  }
}

/** Malformed JSON is `null`, as in the store on DynamoDB. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
