/** The template, validated with the CloudFormation schemas and cfn-lint. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Engine, RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { poolParameters, triggersFile } from './support/existing-pool.js';
import { falseFindings } from './support/findings.js';
import { parameterSets, required, templateFile, text } from './support/template.js';

/** Changes that break the template, as a typing error would. */
const mistakes = {
  'an unknown property': ['DeletionProtectionEnabled:', 'DeletionProtected:'],
  'an invalid value': ['BillingMode: PAY_PER_REQUEST', 'BillingMode: PER_REQUEST'],
  'a reference to a missing resource': ['TABLE_NAME: !Ref Table', 'TABLE_NAME: !Ref Tabel'],
  'an unknown attribute': ['!GetAtt UserPool.Arn', '!GetAtt UserPool.ARN'],
} as const;

describe('the template', () => {
  let folder: string;
  let engine: Engine;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'cognito-otp-validate-'));
    engine = new RegoEngine();
  });
  after(() => {
    engine.free();
    rmSync(folder, { recursive: true });
  });

  const fileOf = (...changes: (readonly [from: string, to: string])[]): string => {
    let changed = text;
    for (const [from, to] of changes) {
      assert.ok(changed.includes(from), `the template has ${from}`);
      changed = changed.replace(from, to);
    }
    const file = join(folder, 'template.yaml');
    writeFileSync(file, changed);
    return file;
  };

  describe('validated with the CloudFormation schemas and the SAM transform', () => {
    const findings = (file: string, parameterOverrides: Record<string, string> = {}) => {
      const report = engine.validateStandard(new TemplateFile(file), { severityLevel: 'WARN', parameterOverrides });
      assert.equal(report.status, 'OK');
      return report.diagnostics
        .map(
          ({ ruleId, message, entity, startLine }) => `${ruleId} ${entity?.logicalId} (line ${startLine}): ${message}`,
        )
        .filter((finding) => !falseFindings.test(finding));
    };

    // combinations.test.ts tests the sets of parameters between these two.
    for (const set of ['defaults', 'everything'] as const) {
      it(`has no findings: ${set}`, () => {
        assert.deepEqual(findings(templateFile, parameterSets[set]), []);
      });
    }

    it('has no findings: the variant for a user pool that exists', () => {
      assert.deepEqual(findings(triggersFile, { ...required, ...poolParameters }), []);
    });

    for (const [what, change] of Object.entries(mistakes)) {
      it(`is refused with ${what}`, () => {
        assert.notDeepEqual(findings(fileOf(change)), []);
      });
    }
  });

  const linter = spawnSync('cfn-lint', ['--version']);
  const absent = linter.status === 0 ? false : 'cfn-lint is not installed here (pip install cfn-lint)';

  describe('validated with cfn-lint', () => {
    it('has no findings', { skip: absent }, () => {
      assert.equal(execFileSync('cfn-lint', [templateFile], { encoding: 'utf8' }), '');
    });

    it('is refused for each of an unknown trigger, an unknown key type and a timeout out of range', {
      skip: absent,
    }, () => {
      const file = fileOf(
        ['PreSignUp: !GetAtt PreSignUp.Arn', 'BeforeSignUp: !GetAtt PreSignUp.Arn'],
        ['KeyType: HASH', 'KeyType: PARTITION'],
        ['Timeout: 30', 'Timeout: 3000'],
      );
      const { status, stdout } = spawnSync('cfn-lint', [file], { encoding: 'utf8' });
      assert.notEqual(status, 0);
      for (const slip of [/BeforeSignUp/, /'KeyType': 'PARTITION'/, /3000 is greater/]) assert.match(stdout, slip);
    });
  });
});
