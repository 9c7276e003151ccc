/** The figures of docs/operations.md and docs/deploy.md that follow from the template: what a day can cost, and what limits sign-ups. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { root, written } from './support/template.js';

const operations = readFileSync(`${root}docs/operations.md`, 'utf8');
const tutorial = readFileSync(`${root}docs/deploy.md`, 'utf8');
const defaultOf = (name: string) => Number(written.Parameters[name]?.Default);
const perDay = (count: number, price: number) => Math.round(count * price);

/** Prices in US dollars, as in the tables. */
const SEGMENT = 0.04;
const ACTIVE_USER = 0.015;

/** Cognito's quotas a second: user updates, which all pools of an account share. */
const USER_UPDATES = 25;

describe('the documented costs', () => {
  const [messages, users] = [defaultOf('PoolSendsADay'), defaultOf('SignUpsADay')];

  it('of the worst day follow from the default budgets', () => {
    const row = (text: string) => assert.ok(operations.includes(text), text);
    row(`| SMS | \`PoolSendsADay\` ${messages} segments × $${SEGMENT} | $${perDay(messages, SEGMENT)} |`);
    row(`| monthly active users | \`SignUpsADay\` ${users.toLocaleString('en')} × $${ACTIVE_USER} `);
    row(`| **together** | | **$${perDay(messages, SEGMENT) + perDay(users, ACTIVE_USER)}** |`);
    assert.ok(
      tutorial.includes(`[at most $${perDay(messages, SEGMENT) + perDay(users, ACTIVE_USER)}](operations.md#cost)`),
    );
    assert.ok(
      tutorial
        .replace(/\s+/g, ' ')
        .includes(`${messages} message segments and ${users.toLocaleString('en')} new accounts`),
    );
  });
});

describe('the documented throughput', () => {
  it('of first sign-ins follows from the calls that change users, and their quota', () => {
    const row = operations.split('\n').find((line) => line.startsWith('| Cognito, user updates'));
    const [, , quota, calls, result] = row?.split('|').map((cell) => cell.trim()) ?? [];
    assert.match(quota ?? '', new RegExp(`^${USER_UPDATES} a second`));
    // One call at the first proof of an address; two if the sign-up has set attributes besides the language.
    assert.match(calls ?? '', /^1 at the first proof of each address; 2 /);
    const each = (perSignIn: number) => USER_UPDATES / perSignIn;
    const hourly = (perSignIn: number) => (each(perSignIn) * 3600).toLocaleString('en');
    assert.equal(
      result,
      `${each(1)} first sign-ins a second, ${hourly(1)} an hour; with such attributes ${each(2)} and ${hourly(2)}`,
    );
  });
});
