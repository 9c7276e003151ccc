/** Tests the release notes. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { releaseNotes } from '../release-notes.mjs';
import { root } from '../workspace.mjs';

const cdn = join(root, 'packages/otp-element/dist/cdn');

test('release notes contain the changes of one version and the hash of each single file that was built', () => {
  const changelog = '# Changelog\n\n## Unreleased\n\n- later\n\n## 1.2.0\n\n- this\n- that\n\n## 1.1.0\n\n- before\n';
  const hashes = JSON.parse(readFileSync(join(cdn, 'integrity.json'), 'utf8'));
  const notes = releaseNotes(changelog, '1.2.0', hashes);
  assert.match(notes, /^- this\n- that\n\n## Integrity\n/);
  assert.doesNotMatch(notes, /later|before|chunks/);
  for (const name of ['cognito-otp.js', 'cognito-otp.classic.js']) {
    const hash = createHash('sha384')
      .update(readFileSync(join(cdn, name)))
      .digest('base64');
    assert.ok(notes.includes(`| \`${name}\` | \`sha384-${hash}\` |`), name);
  }
});

test('release notes of a version without a section in the changelog are refused', () => {
  assert.throws(() => releaseNotes('# Changelog\n', '9.9.9', {}), /no section "9\.9\.9"/);
});
