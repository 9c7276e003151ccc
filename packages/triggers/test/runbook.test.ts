/** The commands and tables of docs/operations.md, executed and compared with the code. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { metricLog } from '../src/adapters/metric-log.js';
import { parseSecret } from '../src/domain/keyring.js';
import type { LogEvent, LogFields } from '../src/ports/log.js';
import type { Store } from '../src/ports/store.js';
import { hours, ManualClock, minutes, seconds } from './support/manual-clock.js';
import { phone, setUp } from './support/set-up.js';
import { changeItem, endpoint, itemsOf } from './support/table.js';

const root = new URL('../../../', import.meta.url);
const runbook = readFileSync(new URL('docs/operations.md', root), 'utf8');
const ann = { phone_number: phone, phone_number_verified: 'true' };

/** The section of the runbook under a heading, up to the next heading of the same or a higher level. */
function section(heading: string): string {
  const rank = /^#+/.exec(heading)?.[0] ?? '';
  const [, text = ''] = runbook.split(`\n${heading}\n`);
  assert.notEqual(text, '', heading);
  return text.split(new RegExp(`\\n#{1,${rank.length}} `))[0] ?? '';
}

/** The flags of the `number`th command that contains `command`, with their values as a shell would pass them. */
function flagsOf(text: string, command: string, number = 0): Record<string, string> {
  const line =
    text
      .replaceAll('\\\n', ' ')
      .split('\n')
      .filter((candidate) => candidate.includes(command))[number] ?? '';
  const words = [...line.matchAll(/(--[\w-]+) (?:'([^']*)'|"((?:\\.|[^"\\])*)")/g)];
  return Object.fromEntries(
    words.map(([, flag, single, double]) => [flag!, single ?? double!.replace(/\\(.)/g, '$1')]),
  );
}

/** The words in code format in the first cell of each table row of a section. */
const rowsOf = (text: string) =>
  [...text.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`(\w+)`/g)].map(([, word]) => word!),
  );

const sources = readdirSync(new URL('packages/triggers/src', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`packages/triggers/src/${file}`, root), 'utf8'));
const loggedEvents = new Set(sources.flatMap((text) => [...text.matchAll(/\blog\('(\w+)'/g)].map(([, name]) => name!)));

describe('the runbook', () => {
  it('stops and resumes all messages, even on a table without any sends', async () => {
    const { pool, outbox, signIn, table, clock } = await setUp();
    pool.addUser(ann);
    await changeItem(table, flagsOf(section('### Kill switch'), 'update-item', 0));
    assert.equal((await signIn()).parameters.reason, 'rate_limited');
    clock.advance(hours(48));
    assert.equal((await signIn()).parameters.reason, 'rate_limited');
    assert.equal(outbox.messages.length, 0);
    await changeItem(table, flagsOf(section('### Kill switch'), 'update-item', 1));
    await signIn();
    assert.equal(outbox.messages.length, 1);
    await changeItem(table, flagsOf(section('### Kill switch'), 'update-item', 0));
    clock.advance(seconds(31));
    assert.equal((await signIn()).parameters.reason, 'rate_limited');
  });

  it('shows how many messages were counted', async () => {
    const { pool, signIn, table } = await setUp();
    pool.addUser(ann);
    await signIn();
    const { pk } = JSON.parse(flagsOf(section('### Sends'), 'get-item')['--key'] ?? '') as { pk: unknown };
    const item = (await itemsOf(table)).find((candidate) => JSON.stringify(candidate.pk) === JSON.stringify(pk));
    assert.deepEqual(item?.hourCount, { N: '1' });
    assert.deepEqual(Object.keys(item ?? {}).sort(), [
      'day',
      'dayCount',
      'hour',
      'hourCount',
      'openDayCount',
      'openHourCount',
      'pk',
    ]);
  });

  it('unlocks an account by the key that the script computes from the secret', async () => {
    const secret = 'a secret of the pool, 32 characters or more';
    const { key, pepper } = parseSecret(secret);
    const keyring = { current: { version: 'v1', key }, pepper };
    const { pool, outbox, signIn, table, clock } = await setUp({
      keys: { keyring: async () => keyring },
      policy: { guessesInARow: 10, guessesIn15Minutes: 10, sendsADay: 20 },
    });
    const user = pool.addUser(ann);
    for (let round = 0; round < 4; round++) {
      const page = await signIn();
      for (let wrong = 0; wrong < 3 && page.outcome === 'challenged'; wrong++) {
        await page.answer(outbox.code === `00000${wrong}` ? '999999' : `00000${wrong}`);
      }
      clock.advance(hours(1));
    }
    assert.equal((await signIn()).parameters.reason, 'locked');
    const { stdout } = spawnSync(process.execPath, ['scripts/account-key.mjs', pool.id, user.username], {
      cwd: fileURLToPath(root),
      input: `${secret}\n`,
      encoding: 'utf8',
    });
    const flags = flagsOf(section('## Unlock an account'), 'delete-item');
    await changeItem(table, { '--key': (flags['--key'] ?? '').replace('$KEY', stdout.trim()) });
    assert.equal((await signIn()).parameters.reason, undefined);
    assert.equal((await (await signIn()).answer(outbox.code)).outcome, 'tokens');
  });

  it('unlocks all accounts after an attack with one command, without the secret', async () => {
    // The command has the machine's clock.
    const clock = new ManualClock(Date.now() - hours(5));
    const { pool, outbox, signIn, table } = await setUp({ clock });
    const lock = async (number: string) => {
      pool.addUser({ phone_number: number, phone_number_verified: 'true' });
      for (let start = 0; start < 2; start++) {
        const page = await signIn(number);
        for (let by = 1; by <= 3 && page.outcome === 'challenged'; by++) await page.answer(wrongCode(outbox.code, by));
        clock.advance(seconds(31));
      }
      assert.equal((await signIn(number)).parameters.reason, 'locked');
    };
    const [early, late, absent] = ['+447700900001', '+447700900002', '+447700900003'] as const;
    await lock(early);
    clock.advance(hours(4));
    const since = new Date(clock.now()).toISOString();
    clock.advance(minutes(50));
    await lock(late);
    // An owner with one or two wrong answers, and a user who never signed in.
    pool.addUser({ phone_number: absent });
    await (await signIn(absent)).answer(wrongCode(outbox.code));
    const before = await itemsOf(table);

    const [dryRun, real] = [0, 1].map((index) => flagsOf(section('### All accounts after an attack'), 'unlock', index));
    const unlock = async (flags: Record<string, string>, ...more: string[]) => {
      assert.deepEqual(Object.keys(flags), ['--table', '--since']);
      const args = ['scripts/unlock.mjs', '--table', table, '--since', since, ...more];
      const env = {
        ...process.env,
        AWS_ENDPOINT_URL_DYNAMODB: await endpoint(),
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'operator',
        AWS_SECRET_ACCESS_KEY: 'local',
      };
      return (await promisify(execFile)(process.execPath, args, { cwd: fileURLToPath(root), env })).stdout.trim();
    };
    const selected = `1 of 3 accounts: those with 5 or more wrong answers in a row, the last one since ${since}.`;
    assert.equal(await unlock(dryRun!, '--dry-run'), `Would unlock ${selected}`);
    assert.deepEqual(await itemsOf(table), before);
    assert.equal(await unlock(real!), `Unlocked ${selected}`);
    assert.equal(await unlock(real!), `Unlocked ${selected.replace('1 of', '0 of')}`);
    // The code that was sent is still valid, with the attempts that were left.
    const page = await signIn(late);
    assert.deepEqual([page.parameters.reason, page.parameters.attemptsLeft], [undefined, '1']);
    assert.equal((await page.answer(outbox.code)).outcome, 'tokens');
  });

  it('explains every alarm of the template in the section that the alarm links to', () => {
    const template = readFileSync(new URL('template.yaml', root), 'utf8');
    const alarms = [...template.matchAll(/^ {2}(\w+Alarm):\n[\s\S]*?operations\.md#([\w-]+)/gm)];
    const rows = [...section('## Alarms').matchAll(/^\| (`\w+Alarm`.*?) \|.*\(#([\w-]+)\) \|$/gm)];
    const families = rows.filter(([, names]) => names!.includes('one for each'));
    assert.ok(alarms.length > 20);
    for (const [, name, anchor] of alarms) {
      const kind = /(Slow|Errors)Alarm$/.exec(name!)?.[0];
      const row = kind
        ? families.find(([, names]) => names!.includes(`${kind}\``))
        : rows.find(([, names]) => names!.includes(`\`${name}\``));
      assert.equal(row?.[2], anchor, name);
    }
    for (const [, names] of rows) {
      for (const [, name] of names!.matchAll(/`(\w+)`/g))
        assert.ok(
          alarms.some(([, known]) => known === name),
          name,
        );
    }
  });

  it('lists exactly the events that are logged', () => {
    assert.deepEqual(rowsOf(section('## Logs')).sort(), [...loggedEvents].sort());
  });

  it('queries only events that are logged', () => {
    const queries = [...runbook.matchAll(/```cloudwatch\n([\s\S]*?)```/g)].map(([, query]) => query!);
    const named = queries.join('\n').matchAll(/"([a-z_]+)"/g);
    for (const [, name] of named) assert.ok(loggedEvents.has(name!), name);
    assert.ok(queries.length >= 6);
  });

  it('lists exactly the emitted metrics, with their units', () => {
    const every = { start: true, reason: 'locked', took: 1, known: true, verdict: 'right', budget: 'pool' };
    const fields: LogFields[] = [
      every,
      { ...every, known: false },
      ...['destination', 'range', 'switch'].map((budget) => ({ ...every, budget })),
      ...['wrong', 'refused', 'failed', 'send'].map((verdict) => ({ ...every, verdict })),
    ];
    const units = new Map<string, string>();
    const log = metricLog('stack', { now: () => 0 }, (line) => {
      const { _aws } = JSON.parse(line) as {
        _aws?: { CloudWatchMetrics: { Metrics: { Name: string; Unit: string }[] }[] };
      };
      for (const { Name, Unit } of _aws?.CloudWatchMetrics[0]?.Metrics ?? []) units.set(Name, Unit);
    });
    for (const event of loggedEvents as Set<LogEvent>) for (const one of fields) log(event, one);
    const rows = [...section('## Metrics').matchAll(/^\| `(\w+)` \| (Count|Milliseconds) \|/gm)];
    assert.deepEqual(
      rows.map(([, name, unit]) => `${name} ${unit}`).sort(),
      [...units].map((pair) => pair.join(' ')).sort(),
    );
  });

  it('states the cost of a sign-in: invocations, reads and writes, with items of one unit', async () => {
    const { pool, outbox, signIn, table, store, compose } = await setUp();
    pool.addUser(ann);
    pool.addUser({ phone_number: '+447700123456' });
    await signIn('+447700123456');
    const units = { reads: 0, writes: 0, invocations: 0 };
    // A write in a transaction costs two units.
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
    const counting: Store = {
      read(...given) {
        units.reads += 1;
        return store.read(...given);
      },
      readAll(keys, signal) {
        units.reads += keys.length;
        return store.readAll(keys, signal);
      },
      write(...given) {
        units.writes += 1;
        return store.write(...given);
      },
      writeAll(writes, signal) {
        units.writes += 2 * writes.length;
        return store.writeAll(writes, signal);
      },
      count(...given) {
        units.writes += 1;
        return store.count(...given);
      },
    };
    pool.triggers = compose({ store: counting });
    const { invoke } = pool;
    pool.invoke = (...event) => {
      units.invocations++;
      return invoke(...event);
    };
    const page = await signIn();
    await page.answer(outbox.code);
    assert.equal(page.outcome, 'tokens');
    const cost = section('## Cost');
    const stated = (item: string) => Number(new RegExp(`^\\| ${item} \\| (\\d+) `, 'm').exec(cost)?.[1]);
    assert.equal(stated('DynamoDB reads'), units.reads);
    assert.equal(stated('DynamoDB writes'), units.writes);
    assert.equal(stated('Lambda requests'), units.invocations);
    const sizes = (await itemsOf(table)).map((item) => JSON.stringify(item).length);
    assert.ok(Math.max(...sizes) <= 1024, `${sizes}`);
  });
});
