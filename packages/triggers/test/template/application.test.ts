/** How the template and its functions are packaged and documented. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { resolveTemplate } from '@cognito-otp/local-pool';
import { functions, ofType, propertiesOf, required, resolved, root, written } from './support/template.js';

describe('the application metadata for the Serverless Application Repository', () => {
  const application = written.Metadata['AWS::ServerlessRepo::Application'];

  it('has a name, an author, a description and a license', () => {
    assert.match(String(application['Name']), /^[A-Za-z0-9-]{1,140}$/);
    assert.ok(String(application['Description']).length <= 256);
    assert.match(String(application['Author']), /^[A-Za-z0-9 .-]{1,127}$/);
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
    assert.equal(application['SpdxLicenseId'], manifest['license']);
    assert.equal(application['SemanticVersion'], manifest['version'], 'all versions are the same');
    const labels = application['Labels'] as string[];
    assert.ok(labels.length <= 10 && labels.every((label) => /^[A-Za-z0-9+_:/@-]{1,127}$/.test(label)));
  });

  it('refers to an existing license and README', () => {
    for (const key of ['LicenseUrl', 'ReadmeUrl']) {
      const file = join(root, String(application[key]));
      assert.ok(existsSync(file), `${key}: ${file}`);
      assert.ok(statSync(file).size < 256 * 1024);
    }
  });

  it('has the same version as every package', () => {
    for (const name of readdirSync(join(root, 'packages'))) {
      const { version } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8')) as {
        version: string;
      };
      assert.equal(version, application['SemanticVersion'], name);
    }
  });

  it('fits into the limits of 200 parameters and 1 MB, with room for what SAM adds', async () => {
    assert.ok(Object.keys(written.Parameters).length < 200);
    assert.ok(Object.keys((await resolved({ WebAcl: 'on', IdentityPool: 'on' })).resources).length < 450);
    // CloudFormation accepts 51,200 bytes in a request and 1 MB from a bucket, which both ways to deploy use.
    assert.ok(statSync(join(root, 'template.yaml')).size < 200_000);
  });
});

describe('samconfig.toml', () => {
  const sections = readFileSync(join(root, 'samconfig.toml'), 'utf8').split(/^\[/m).slice(1);
  const environments = sections.map((section) => {
    const [, environment, command] = /^(\w+)\.(\w+)\.parameters\]/.exec(section) ?? assert.fail(section);
    const settings = [...section.matchAll(/^(\w+) = (.*)$/gm)].map(([, name, value]) => [
      name!,
      value!.replaceAll('"', ''),
    ]);
    return { environment, command, settings: Object.fromEntries(settings) as Record<string, string> };
  });

  it('has what `sam deploy` needs besides the parameters, for a deployment and for a trial', () => {
    const deploying = environments.filter(({ command }) => command === 'deploy');
    assert.deepEqual(
      deploying.map(({ environment, settings }) => [environment, settings['template_file'], settings['capabilities']]),
      [
        ['default', 'template.yaml', 'CAPABILITY_IAM'],
        ['trial', 'template-trial.yaml', 'CAPABILITY_IAM'],
      ],
    );
    for (const { settings } of deploying) assert.ok(existsSync(join(root, settings['template_file']!)));
    const names = deploying.map(({ settings }) => settings['stack_name']);
    assert.equal(new Set(names).size, 2, 'a trial never replaces a deployment');
    const deleted = environments.find(({ command }) => command === 'delete');
    assert.equal(deleted?.settings['stack_name'], names[1]);
  });

  it('sets no parameters for operators: those in comments are accepted by the template', async () => {
    const text = readFileSync(join(root, 'samconfig.toml'), 'utf8');
    assert.doesNotMatch(text, /^parameter_overrides/m);
    const examples = [...text.matchAll(/^# parameter_overrides = (\[.*\])/gm)];
    assert.equal(examples.length, 2);
    for (const [, list] of examples) {
      // Strings of TOML in either kind of quotation marks; SAM removes those inside, around a value with a space.
      const given = [...list!.matchAll(/(?:'([^']*)'|"([^"]*)")(?=,|\])/g)].map(([, single, double]) => {
        const [name, value] = (single ?? double)!.split('=');
        assert.ok(!value!.includes(' ') || /^".*"$/.test(value!), `${value} is quoted twice`);
        return [name!, value!.replaceAll('"', '')];
      });
      assert.deepEqual(given.map(([name]) => name).sort(), Object.keys(required).sort());
      await resolveTemplate(join(root, 'template.yaml'), Object.fromEntries(given) as Record<string, string>);
    }
  });
});

describe('the deployed functions', () => {
  for (const id of functions) {
    it(`${id}: the folder contains only its code and the notices of its libraries, for a runtime that the SDK and AWS support`, async () => {
      const template = await resolved();
      const { CodeUri, Handler, Runtime } = propertiesOf(template, id);
      const folder = join(root, String(CodeUri));
      assert.deepEqual(readdirSync(folder).sort(), ['THIRD-PARTY-NOTICES.txt', 'index.js']);
      assert.equal(Handler, 'index.handler');
      assert.ok(Number(/^nodejs(\d+)\.x$/.exec(String(Runtime))?.[1]) >= 24);
      const code = readFileSync(join(folder, 'index.js'), 'utf8');
      assert.match(code, /exports\.handler\s*=/);
      for (const [, module] of code.matchAll(/(?<!\[)require\(["'`]([^"'`]+)["'`]\)/g)) {
        assert.ok(
          createRequire(import.meta.url).resolve.paths(module!) === null || module!.startsWith('node:'),
          module,
        );
      }
    });
  }

  it('have no folder without a function', async () => {
    const named = ofType(await resolved(), 'AWS::Serverless::Function').map(([, { CodeUri }]) =>
      String(CodeUri).split('/').at(-2),
    );
    const found = readdirSync(join(root, 'packages/triggers/dist')).filter((name) =>
      existsSync(join(root, 'packages/triggers/dist', name, 'index.js')),
    );
    assert.deepEqual(found.filter((name) => name !== 'esm').sort(), named.sort());
  });
});

describe('packaging with the AWS CLI, without SAM', () => {
  const absent = spawnSync('aws', ['--version']).status === 0 ? false : 'the AWS CLI is not installed here';

  it('yields a template whose code, license and README are in the bucket', { skip: absent }, async (test) => {
    const uploads: number[] = [];
    const bucket = createServer(async (request, response) => {
      let size = 0;
      for await (const chunk of request) size += (chunk as Buffer).length;
      if (request.method === 'PUT') uploads.push(size);
      response.writeHead(request.method === 'HEAD' ? 404 : 200, { etag: '"x"' }).end();
    });
    bucket.listen(0, '127.0.0.1');
    await once(bucket, 'listening');
    const folder = mkdtempSync(join(tmpdir(), 'cognito-otp-package-'));
    test.after(() => {
      bucket.close();
      rmSync(folder, { recursive: true });
    });
    const packaged = join(folder, 'packaged.yaml');
    const command = ['cloudformation', 'package', '--s3-bucket', 'a', '--output-template-file', packaged];
    const address = `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`;
    await promisify(execFile)('aws', [...command, '--template-file', join(root, 'template.yaml')], {
      env: {
        ...process.env,
        AWS_ENDPOINT_URL: address,
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'a',
        AWS_REGION: 'us-east-1',
      },
    });
    const { resources } = await resolveTemplate(packaged, required);
    for (const id of functions) assert.match(String(resources[id]?.properties['CodeUri']), /^s3:\/\/a\/[0-9a-f]{32}$/);
    assert.match(readFileSync(packaged, 'utf8'), /LicenseUrl: s3:.*ReadmeUrl: s3:/s);
    assert.equal(uploads.length, functions.length + 2);
  });
});

describe('docs/deploy.md', () => {
  const page = readFileSync(join(root, 'docs/deploy.md'), 'utf8');

  it('names parameters and values that the template accepts', async () => {
    // The template for the Serverless Application Repository has one more parameter: CodeKeyName.
    const known = new Set(['CodeKeyName', ...Object.keys(written.Parameters), ...Object.keys(written.Outputs)]);
    const table = [...page.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`(\w+)`/g)]);
    const named = [...table, ...page.matchAll(/`([A-Z]\w+)(?:=\w+)?` /g)].map(([, name]) => name!);
    const other = new Set(['CAPABILITY_IAM', 'CAPABILITY_RESOURCE_POLICY', 'ALLOW_CUSTOM_AUTH', 'CodeUri']);
    assert.ok(named.length > 12);
    assert.deepEqual(
      named.filter((name) => !known.has(name) && !other.has(name)),
      [],
    );
    const commands = [...page.matchAll(/--parameter-overrides (.*)/g)];
    assert.ok(commands.length > 0);
    for (const [, overrides] of commands) {
      const given = [...overrides!.matchAll(/(\w+)=("[^"]*"|\S+)/g)].map(([, name, value]) => [
        name!,
        value!.replaceAll('"', ''),
      ]);
      const names = given.map(([name]) => name);
      assert.ok(names.includes('Countries') && names.includes('BrandName'), overrides);
      await resolved(Object.fromEntries(given));
    }
  });

  it('uploads the template to a bucket, which its size requires', () => {
    assert.ok(statSync(join(root, 'template.yaml')).size > 51_200);
    for (const [command] of page.matchAll(/aws cloudformation (package|deploy)(.|\\\n)*?$/gm))
      assert.match(command, /--s3-bucket/);
  });

  it('links to existing files', () => {
    for (const [, link] of page.matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g))
      assert.ok(existsSync(join(root, 'docs', link!)), link);
  });
});
