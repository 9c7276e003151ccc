/** What a deleted or failed stack leaves behind, and the template that takes it over; the figures of the chapter on cost. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { type ResolvedTemplate, resolveTemplate } from '@cognito-otp/local-pool';
import { parse } from 'yaml';
import { at, listOf, ofType, propertiesOf, resolved, root, written } from './support/template.js';

const file = `${root}docs/recovery.yaml`;
const operations = readFileSync(`${root}docs/operations.md`, 'utf8').replace(/\s+/g, ' ');
const retained = ({ resources }: ResolvedTemplate) =>
  Object.entries(resources)
    .filter(([, { attributes }]) => attributes['DeletionPolicy'] === 'Retain')
    .map(([id]) => id)
    .sort();

describe('the template for recovery', () => {
  it('has exactly the resources that are retained, each with a deletion policy, as an import requires', async () => {
    const recovery = await resolveTemplate(file);
    assert.deepEqual(Object.keys(recovery.resources).sort(), retained(await resolved()));
    assert.deepEqual(retained(recovery), Object.keys(recovery.resources).sort());
  });

  it('creates nothing else and has no outputs, parameters or transform, which an import change set does not allow', () => {
    const sections = Object.keys(parse(readFileSync(file, 'utf8')) as object);
    assert.deepEqual(sections, ['AWSTemplateFormatVersion', 'Description', 'Resources']);
  });

  it('has the same properties as the full template, so that the update after the import replaces nothing', async () => {
    const recovery = await resolveTemplate(file);
    const full = await resolved();
    for (const id of Object.keys(recovery.resources)) {
      assert.equal(recovery.resources[id]?.type, full.resources[id]?.type);
      for (const [name, value] of Object.entries(propertiesOf(recovery, id))) {
        assert.deepEqual(JSON.stringify(value), JSON.stringify(propertiesOf(full, id)[name]), `${id}.${name}`);
      }
    }
    // A change of these replaces the resource or is impossible.
    const fixed = {
      UserPool: ['UsernameAttributes', 'UsernameConfiguration', 'Schema'],
      Table: ['KeySchema', 'AttributeDefinitions'],
    };
    for (const [id, names] of Object.entries(fixed)) {
      for (const name of names) assert.ok(propertiesOf(recovery, id)[name], `${id}.${name}`);
    }
  });

  it('is used by the runbook, which names each retained resource and how to delete it', () => {
    const [, chapter = ''] = operations.split('## Deletion ');
    for (const text of [
      'docs/recovery.yaml',
      '--change-set-type IMPORT',
      'ROLLBACK_COMPLETE',
      'delete-user-pool',
      'delete-table',
    ]) {
      assert.ok(chapter.includes(text), text);
    }
  });
});

describe('the chapter on cost', () => {
  it('counts the metrics that alarms watch', async () => {
    const watched = ofType(await resolved(), 'AWS::CloudWatch::Alarm').map(
      ([, { Metrics }]) => listOf(Metrics as object[] | undefined).filter((one) => at(one, 'MetricStat')).length || 1,
    );
    const count = watched.reduce((sum, one) => sum + one, 0);
    assert.ok(operations.includes(`${count} of them = $${(count / 10).toFixed(2)}`), `${count} metrics`);
  });

  it('calculates the most that a day can cost from the defaults, with new active users', () => {
    const { PoolSendsADay, SignUpsADay } = written.Parameters;
    const sms = Number(PoolSendsADay?.Default) * 0.04;
    const users = Number(SignUpsADay?.Default) * 0.015;
    for (const text of [`$${sms}`, `$${users}`, `$${sms + users}`]) assert.ok(operations.includes(text), text);
  });
});
