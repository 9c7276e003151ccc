/** Parses the files that GitHub, editors and dev containers read. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { root } from '../workspace.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const readYaml = (path) => parse(read(path), { strict: true, uniqueKeys: true });
const manifest = JSON.parse(read('package.json'));
const forms = readdirSync(join(root, '.github/ISSUE_TEMPLATE')).filter((name) => name !== 'config.yml');

/** Whether a version satisfies `engines`, which has the form `>=major.minor`. */
function isSupported(version) {
  const [, major, minor] = /^>=(\d+)\.(\d+)$/.exec(manifest.engines.node);
  const [givenMajor, givenMinor = Number.POSITIVE_INFINITY] = String(version).split('.').map(Number);
  return givenMajor > Number(major) || (givenMajor === Number(major) && givenMinor >= Number(minor));
}

describe('the files for contributors', () => {
  it('the CI workflow runs npm test on supported versions of Node, with read access only', () => {
    const { permissions, concurrency, jobs } = readYaml('.github/workflows/ci.yml');
    assert.deepEqual(permissions, { contents: 'read' });
    assert.equal(concurrency['cancel-in-progress'], true);
    assert.deepEqual(jobs.test.strategy.matrix.node, [20, 22, 24]);
    assert.ok(jobs.test.strategy.matrix.node.every(isSupported));
    const { steps } = jobs.test;
    assert.ok(steps.some(({ run }) => run === '.ci/run'));
    assert.match(read('.ci/run'), /^exec npm test$/m);
    for (const { uses } of steps.filter((step) => step.uses)) assert.match(uses, /^actions\/[\w-]+@v\d+$/);
  });

  for (const name of forms) {
    it(`the issue form ${name} asks for the version, and not for personal data`, () => {
      const text = read(`.github/ISSUE_TEMPLATE/${name}`);
      const { name: title, description, body } = readYaml(`.github/ISSUE_TEMPLATE/${name}`);
      assert.ok(title && description);
      const ids = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id);
      assert.equal(new Set(ids).size, ids.length);
      assert.ok(ids.includes('version'));
      assert.match(text, /leave out phone numbers/);
      for (const { type, attributes } of body) {
        assert.ok(['markdown', 'textarea', 'input', 'dropdown'].includes(type), type);
        assert.ok(type === 'markdown' ? attributes.value : attributes.label);
      }
    });
  }

  it('vulnerabilities are reported in private', () => {
    const { contact_links: links } = readYaml('.github/ISSUE_TEMPLATE/config.yml');
    assert.match(links[0].about, /SECURITY\.md/);
  });

  it('dependency updates cover npm and the actions, in groups', () => {
    const { version, updates } = readYaml('.github/dependabot.yml');
    assert.equal(version, 2);
    assert.deepEqual(
      updates.map((update) => update['package-ecosystem']),
      ['npm', 'github-actions'],
    );
    for (const { groups } of updates) assert.ok(Object.keys(groups).length > 0);
  });

  it('nvm and the dev container use a supported version of Node', () => {
    assert.ok(isSupported(read('.nvmrc').trim()));
    const container = JSON.parse(read('.devcontainer/devcontainer.json').replace(/^\s*\/\/.*$/gm, ''));
    assert.ok(isSupported(/^node:(\d+)-bookworm$/.exec(container.image)[1]));
    assert.ok(container.forwardPorts.includes(5180));
    assert.match(read('scripts/demo.mjs'), /5180/);
  });
});
