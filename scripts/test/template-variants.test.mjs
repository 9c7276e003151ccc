/** Tests the generation of the template's variants. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sarReadme, sarVariant, trialVariant, triggersVariant, webAddress } from '../template-variants.mjs';
import { root } from '../workspace.mjs';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
const template = readFileSync(join(root, 'template.yaml'), 'utf8');
const repository = 'https://github.com/example/cognito-otp';
const targetsOf = (text) => [...text.matchAll(/\]\(([^()\s]+)\)/g)].map(([, target]) => target);

describe('the README for the Serverless Application Repository', () => {
  it('has absolute links only, each of which leads to a file of the repository', () => {
    const targets = targetsOf(sarReadme(readme, repository));
    assert.ok(targets.length > 10);
    for (const target of targets) {
      assert.match(target, /^https:\/\//);
      const [, kind, path] =
        /^https:\/\/github\.com\/example\/cognito-otp\/(blob|raw)\/HEAD\/([^#]+)/.exec(target) ?? [];
      if (path) assert.ok(existsSync(join(root, path)), path);
      if (path?.endsWith('.png')) assert.equal(kind, 'raw');
    }
    assert.equal(targets.filter((target) => target.endsWith('.png')).length, 1);
  });

  it('has no relative links and pictures if the address of the repository is unknown', () => {
    const text = sarReadme(readme, undefined);
    for (const target of targetsOf(text)) assert.match(target, /^https:\/\//);
    assert.doesNotMatch(text, /!\[|\.png/);
    assert.match(text, /Deploying is a tutorial/);
  });

  it('keeps links that are absolute or lead to a heading', () => {
    const text = '[a](https://example.com/x) [b](#top) [c](mailto:a@example.com) [d](docs/deploy.md#3-decide)';
    assert.equal(
      sarReadme(text, repository),
      `[a](https://example.com/x) [b](#top) [c](mailto:a@example.com) [d](${repository}/blob/HEAD/docs/deploy.md#3-decide)`,
    );
  });
});

describe('the address of the repository', () => {
  it('is derived from every form of a remote', () => {
    for (const address of [
      'git@github.com:example/cognito-otp.git',
      'https://github.com/example/cognito-otp',
      'https://github.com/example/cognito-otp.git',
      'git+https://github.com/example/cognito-otp.git',
      'ssh://git@github.com/example/cognito-otp.git',
    ]) {
      assert.equal(webAddress(address), repository, address);
    }
    for (const address of [undefined, '', '/srv/git/cognito-otp.git', 'file:///srv/git']) {
      assert.equal(webAddress(address), undefined, address);
    }
  });
});

describe('the variants of the template', () => {
  it('fail with a clear error if the template no longer contains a text that they replace', () => {
    assert.throws(() => trialVariant(template.replace('DeletionProtection: ACTIVE', 'DeletionProtection: INACTIVE')), {
      message: /template\.yaml contains .*DeletionProtection: ACTIVE.* 0 times instead of 1\./s,
    });
    const renamed = template.replace('  HasWebAcl:', '  UsesWebAcl:');
    assert.throws(() => sarVariant(renamed), { message: /HasWebAcl.* 0 times instead of 1/s });
    assert.throws(() => sarVariant(`${template}# SECRET_ID: !Ref CodeSecret\n`), { message: /4 times instead of 3/ });
    const renamedPool = template.replace('\n  SmsRole:\n', '\n  CognitoSmsRole:\n');
    assert.throws(() => triggersVariant(renamedPool), { message: /SmsRole.* 0 times instead of 1/s });
  });
});
