/** The template, validated with the CloudFormation schemas and cfn-lint. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Engine, RegoEngine, TemplateFile } from '@aws/cloudformation-validate';
import { withDecidedTemplate } from './support/decided-template.js';
import { poolParameters, triggersFile } from './support/existing-pool.js';
import { falseFindings } from './support/findings.js';
import { parameterSets, required, templateFile, text } from './support/template.js';

type Mistake = readonly [from: string, to: string];

/** Changes that break the template, as a typing error would. */
const mistakes: Readonly<Record<string, Mistake>> = {
  'an unknown property': ['DeletionProtectionEnabled:', 'DeletionProtected:'],
  'an invalid value': ['BillingMode: PAY_PER_REQUEST', 'BillingMode: PER_REQUEST'],
  'a reference to a missing resource': ['TABLE_NAME: !Ref Table', 'TABLE_NAME: !Ref Tabel'],
  'an unknown attribute': ['!GetAtt UserPool.Arn', '!GetAtt UserPool.ARN'],
};

const withoutLines = (findings: readonly string[]) => findings.map((finding) => finding.replace(/ \(line \d+\)/, ''));

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

  const changed = (template: string, [from, to]: Mistake): string => {
    assert.ok(template.includes(from), `the template has ${from}`);
    return template.replace(from, to);
  };
  const fileOf = (...changes: Mistake[]): string => {
    const file = join(folder, 'template.yaml');
    writeFileSync(file, changes.reduce(changed, text));
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

    // Follows both values of every condition. combinations.test.ts validates the sets of parameters, each with its conditions decided.
    it('has no findings', () => {
      assert.deepEqual(findings(templateFile, parameterSets['everything']), []);
    });

    it('has no findings: the variant for a user pool that exists', () => {
      assert.deepEqual(findings(triggersFile, { ...required, ...poolParameters }), []);
    });

    it('is refused with each mistake', async () => {
      const set = parameterSets['everything']!;
      const findingsOf = (change?: (template: string) => string) =>
        withDecidedTemplate(set, 'eu-west-1', (file) => findings(file, set), change);
      const before = new Set(withoutLines(await findingsOf()));
      for (const [what, change] of Object.entries(mistakes)) {
        const found = withoutLines(await findingsOf((template) => changed(template, change)));
        assert.ok(
          found.some((finding) => !before.has(finding)),
          what,
        );
      }
    });
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
