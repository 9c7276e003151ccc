/** Whether each function has exactly the permissions that it needs: without any one of them a flow fails. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FunctionAccess } from '@cognito-otp/local-pool';
import { startLocalPool } from '@cognito-otp/local-pool';
import { startCaptchaService } from '@cognito-otp/test-kit/captcha-service';
import { wrongCode } from '@cognito-otp/test-kit/codes';
import { type CognitoReply, type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';

const largeBudgets = {
  SignUpAttributes: 'locale,name',
  AddressChange: 'on',
  RangeSendsAnHour: '1000000',
  RangeSendsADay: '1000000',
  PoolSendsAnHour: '1000000',
  PoolSendsADay: '1000000',
  SignUpsADay: '1000000',
};

let counter = 0;
const sendRequest = () => ({ request: 'send', captcha: `good-${counter++}` });
const newPhone = () => `+447700900${String(counter++).padStart(3, '0')}`;

const hour = 3_600_000;

/** The flows that need the permissions of the functions, on a deployment. Each throws if one of its steps fails. */
class FlowRunner {
  /** @param requestMessage what a page does after the start of a sign-in so that a message is sent. */
  constructor(
    readonly deployment: Deployment,
    private readonly requestMessage: (started: CognitoReply) => Promise<CognitoReply> = async (started) => started,
  ) {}

  /** Signs up and in across the turn of a clock hour, so that counters of both hours are read. */
  async signUpAndIn(attributes: Record<string, string>): Promise<string> {
    const { deployment } = this;
    const { now } = (await deployment.control('GET', '/clock')) as { now: string };
    await this.wait(hour - (Date.parse(now) % hour) - 60_000);
    const signedUp = await deployment.signUp({ ...attributes, name: 'Mallory' });
    assert.equal(signedUp.__type, undefined, signedUp.message);
    const started = await this.requestMessage(await deployment.start(Object.values(attributes)[0]!));
    assert.ok(started.Session, `${started.__type}: ${started.message}`);
    assert.equal(started.ChallengeParameters?.reason, undefined);
    await this.wait(120_000);
    const code = await deployment.code();
    const again = await deployment.answer(started, wrongCode(code));
    assert.equal(again.ChallengeParameters?.reason, 'wrong_code');
    const { AuthenticationResult: tokens, message } = await deployment.answer(again, code);
    assert.ok(tokens, message);
    const { UserAttributes = [] } = await deployment.call('GetUser', { AccessToken: tokens.AccessToken });
    const names = UserAttributes.filter(({ Value }) => Value !== 'false').map(({ Name }) => Name);
    assert.ok(names.some((name) => name.endsWith('_verified')));
    assert.ok(!names.includes('name'), 'an attribute that a squatter may have set is removed');
    return `${tokens.AccessToken}`;
  }

  /** Signs up and in by SMS. */
  bySms = async () => void (await this.signUpAndIn({ phone_number: newPhone() }));

  /** Signs in by email and changes the address. */
  byEmail = async () => {
    await this.changeEmail(await this.signUpAndIn({ email: `ann${counter++}@example.com` }));
  };

  /** Runs a sign-in of an unknown user as far as it goes, with the same responses as for any user. */
  asUnknownUser = async () => {
    const started = await this.requestMessage(await this.deployment.start(newPhone()));
    assert.equal(started.ChallengeParameters?.reason, undefined);
    await this.wait(31_000);
    const resent = await this.deployment.answer(started, 'send', sendRequest());
    assert.equal(resent.ChallengeParameters?.reason, undefined);
    assert.equal((await this.deployment.answer(resent, '000000')).ChallengeParameters?.reason, 'wrong_code');
  };

  /** Advances the clock of the local pool. */
  wait = (advanceMs: number) => this.deployment.control('POST', '/clock', { advanceMs });

  /** Changes the email address, for which Cognito itself sends a code. */
  async changeEmail(AccessToken: string): Promise<void> {
    const Value = `ann${counter++}@example.com`;
    const changed = await this.deployment.call('UpdateUserAttributes', {
      AccessToken,
      UserAttributes: [{ Name: 'email', Value }],
    });
    assert.equal(changed.__type, undefined, changed.message);
    assert.equal((await this.deployment.outbox()).at(-1)?.to, Value);
  }

  /** Signs in by AWS End User Messaging, reports that the message was answered, and adds an email address. */
  byEndUserMessaging = async () => {
    const AccessToken = await this.signUpAndIn({ phone_number: newPhone() });
    assert.equal((await this.deployment.outbox()).at(-1)?.feedback, 'RECEIVED');
    await this.changeEmail(AccessToken);
  };

  /** Rotates the secret. */
  rotation = async () => {
    const answer = (await this.deployment.control('POST', '/secrets/rotate', {
      secretId: await this.secretId(),
    })) as { error?: string };
    assert.equal(answer.error, undefined);
  };

  /** The ARN of the secret with which codes are derived. */
  async secretId(): Promise<string> {
    const rotate = (await this.access()).find((one) => one.function === 'RotateSecret');
    return String(rotate?.statements.at(-1)?.resources[0]);
  }

  /** What the role of each function allows, and what was used and refused. */
  access = async () => (await this.deployment.control('GET', '/iam')) as FunctionAccess[];

  /** Runs flows two hours later, when everything that a warm function has cached is out of date. */
  async run(flows: readonly (() => Promise<void>)[]): Promise<void> {
    await this.deployment.control('DELETE', '/logs');
    await this.wait(2 * hour);
    for (const flow of flows) {
      await flow();
      const faults = (await this.deployment.logs()).filter(({ text }) => /"event":"\w+_failed"/.test(text));
      assert.deepEqual(faults, []);
      const lost = (await this.access()).flatMap(({ refused }) =>
        refused.filter(({ action }) => action.startsWith('logs:')),
      );
      assert.deepEqual(lost, [], 'log lines were lost');
    }
  }
}

/** The values that the conditions of a statement allow. A `Null` condition allows nothing by itself. */
const allowedValues = ({ conditions }: FunctionAccess['statements'][number]): (string | undefined)[] => {
  const { Null, ...others } = conditions;
  const values = Object.values(others).flatMap((keys) => Object.values(keys).flat());
  return values.length > 0 ? values : [undefined];
};

/** Every action of every statement, separately for each kind of item (or sender) that the statement allows it for. */
const permissionsOf = (access: readonly FunctionAccess[]) =>
  access.flatMap((one) =>
    one.statements.flatMap((allowing, statement) =>
      allowing.actions.flatMap((action) =>
        allowedValues(allowing).map((value) => {
          const what = allowing.resources.join(', ') || `anything but ${allowing.notResources.join()}`;
          const words = `${one.function}: ${action} on ${what}${value ? ` for ${value}` : ''}`;
          return { function: one.function, statement, action, ...(value ? { value } : {}), words };
        }),
      ),
    ),
  );

/** The permissions that can be removed without a flow failing. */
async function unneeded(
  runner: FlowRunner,
  flows: readonly (() => Promise<void>)[],
  tried: ReturnType<typeof permissionsOf>,
) {
  const notMissed: string[] = [];
  for (const { words, ...taken } of tried) {
    await runner.deployment.control('POST', '/iam', taken);
    const noticed = await runner.run(taken.function === 'RotateSecret' ? [runner.rotation] : flows).then(
      () => false,
      (error: unknown) => {
        if (!(error instanceof assert.AssertionError)) throw error;
        return true;
      },
    );
    const refused = (await runner.access()).find((one) => one.function === taken.function)?.refused ?? [];
    if (!noticed || !refused.some(({ action }) => action === taken.action)) notMissed.push(words);
    await runner.deployment.control('DELETE', '/iam');
  }
  return notMissed;
}

/** The permissions that no request has used since the last query. */
const unused = (access: readonly FunctionAccess[]) =>
  access.flatMap((one) =>
    one.statements.flatMap((statement) => statement.unused.map((what) => `${one.function}: ${what}`)),
  );

describe('least privilege with SMS through SNS and email', () => {
  let runner: FlowRunner;
  let flows: (() => Promise<void>)[];
  before(async () => {
    runner = new FlowRunner(await startDeployment(startLocalPool, { ...largeBudgets, EmailConfigurationSet: 'codes' }));
    flows = [runner.bySms, runner.byEmail, runner.asUnknownUser, runner.rotation];
  });
  after(() => runner.deployment.close());

  it('allows everything that a sign-in needs, and nothing else', async () => {
    await runner.run(flows);
    const access = await runner.access();
    assert.equal(access.length, 7);
    assert.deepEqual(
      access.flatMap(({ refused }) => refused),
      [],
    );
    assert.deepEqual(unused(access), []);
  });

  it('needs each action of each statement for each kind of item: without any one of them a flow fails', async () => {
    const tried = permissionsOf(await runner.access());
    assert.ok(tried.length > 45, `${tried.length} permissions`);
    assert.deepEqual(await unneeded(runner, flows, tried), []);
    await runner.run(flows);
  });
});

describe('least privilege with AWS End User Messaging, feedback and CAPTCHA', () => {
  const key = 'the issuer’s own key';
  let issuer: Awaited<ReturnType<typeof startCaptchaService>>;
  let runner: FlowRunner;
  before(async () => {
    issuer = await startCaptchaService(key);
    const parameters = {
      ...largeBudgets,
      Channels: 'sms',
      SmsVia: 'end-user-messaging',
      SmsFeedback: 'on',
      SendOn: 'request',
      CaptchaVerifyUrl: issuer.url,
    };
    runner = new FlowRunner(
      await startDeployment(startLocalPool, parameters, (template) =>
        template
          // What an operator adds: the secret with the CAPTCHA key. The functions also trust the certificate of the test service.
          .replace(
            '\nResources:\n',
            `\nResources:\n  CaptchaKey:\n    Type: AWS::SecretsManager::Secret\n    Properties: { Name: cognito-otp-captcha, SecretString: '${key}' }\n`,
          )
          .replace(
            '          CAPTCHA_SECRET_ID:',
            `          NODE_EXTRA_CA_CERTS: ${issuer.certificate}\n          CAPTCHA_SECRET_ID:`,
          ),
      ),
      // A send request with a CAPTCHA token.
      (started) => runner.deployment.answer(started, 'send', sendRequest()),
    );
  });
  after(async () => {
    await runner.deployment.close();
    await issuer.close();
  });

  it('allows everything that a sign-in needs, and nothing else', async () => {
    await runner.run([runner.byEndUserMessaging, runner.asUnknownUser, runner.rotation]);
    const access = await runner.access();
    assert.deepEqual(
      access.flatMap(({ refused }) => refused),
      [],
    );
    assert.deepEqual(unused(access), []);
    assert.deepEqual([...new Set(issuer.requests.map(({ secret }) => secret))], [key]);
  });

  it('needs each action that only this configuration uses: without any one of them a flow fails', async () => {
    const own = permissionsOf(await runner.access()).filter(({ words }) =>
      /sms-voice:|secret:cognito-otp-captcha|captcha#/.test(words),
    );
    assert.deepEqual(own.map(({ action }) => action).sort(), [
      'dynamodb:BatchGetItem',
      'dynamodb:PutItem',
      'secretsmanager:GetSecretValue',
      'sms-voice:PutMessageFeedback',
      'sms-voice:SendTextMessage',
    ]);
    assert.deepEqual(await unneeded(runner, [runner.byEndUserMessaging], own), []);
  });
});
