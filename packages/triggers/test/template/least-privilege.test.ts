import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FunctionAccess } from '@cognito-otp/local-pool';
import { captchaIssuer } from '../support/captcha-issuer.js';
import { Deployment, type Reply } from '../support/deployment.js';
import { wrongCode } from '../support/outbox.js';

const plenty = {
  SignUpAttributes: 'locale,name',
  RangeSendsAnHour: '1000000',
  RangeSendsADay: '1000000',
  PoolSendsAnHour: '1000000',
  PoolSendsADay: '1000000',
  SignUpsADay: '1000000',
};

let people = 0;
const sendRequest = () => ({ request: 'send', captcha: `good-${people++}` });
const newPhone = () => `+447700900${String(people++).padStart(3, '0')}`;

const hour = 3_600_000;

/** What the functions are for, on a template that is deployed; each throws where something isn't done. */
class Suite {
  /** @param ask what a page does until a message is out. */
  constructor(
    readonly deployment: Deployment,
    private readonly ask: (started: Reply) => Promise<Reply> = async (started) => started,
  ) {}

  /** From one clock hour into the next, so that what was counted in the one is looked for in the other and not found. */
  async signUpAndIn(attributes: Record<string, string>): Promise<string> {
    const { deployment } = this;
    const { now } = (await deployment.control('GET', '/clock')) as { now: string };
    await this.wait(hour - (Date.parse(now) % hour) - 60_000);
    const signedUp = await deployment.signUp({ ...attributes, name: 'Mallory' });
    assert.equal(signedUp.__type, undefined, signedUp.message);
    const started = await this.ask(await deployment.start(Object.values(attributes)[0]!));
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
    assert.ok(!names.includes('name'), 'what a stranger may have set is gone');
    return `${tokens.AccessToken}`;
  }

  bySms = async () => void (await this.signUpAndIn({ phone_number: newPhone() }));

  /** And on to another address, whose code is Cognito's own. */
  byEmail = async () => {
    await this.change(await this.signUpAndIn({ email: `ann${people++}@example.com` }));
  };

  /** Somebody who hasn't signed up, as far as they get: they are told what anybody is. */
  asStranger = async () => {
    const started = await this.ask(await this.deployment.start(newPhone()));
    assert.equal(started.ChallengeParameters?.reason, undefined);
    await this.wait(31_000);
    const asked = await this.deployment.answer(started, 'send', sendRequest());
    assert.equal(asked.ChallengeParameters?.reason, undefined);
    assert.equal((await this.deployment.answer(asked, '000000')).ChallengeParameters?.reason, 'wrong_code');
  };

  wait = (advanceMs: number) => this.deployment.control('POST', '/clock', { advanceMs });

  async change(AccessToken: string): Promise<void> {
    const Value = `ann${people++}@example.com`;
    const changed = await this.deployment.call('UpdateUserAttributes', {
      AccessToken,
      UserAttributes: [{ Name: 'email', Value }],
    });
    assert.equal(changed.__type, undefined, changed.message);
    assert.equal((await this.deployment.outbox()).at(-1)?.to, Value);
  }

  /** The provider hears of the answer. */
  byMessaging = async () => {
    const AccessToken = await this.signUpAndIn({ phone_number: newPhone() });
    assert.equal((await this.deployment.outbox()).at(-1)?.feedback, 'RECEIVED');
    await this.change(AccessToken);
  };

  rotation = async () => {
    const answer = (await this.deployment.control('POST', '/secrets/rotate', {
      secretId: await this.secretId(),
    })) as { error?: string };
    assert.equal(answer.error, undefined);
  };

  async secretId(): Promise<string> {
    const rotate = (await this.access()).find((one) => one.function === 'RotateSecret');
    return String(rotate?.statements.at(-1)?.resources[0]);
  }

  access = async () => (await this.deployment.control('GET', '/iam')) as FunctionAccess[];

  /** Runs flows two hours later: nothing that a warm function keeps is good any more. */
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
      assert.deepEqual(lost, [], 'lines of a log are lost');
    }
  }
}

/** The values of a statement's conditions that it allows something for; a Null allows nothing by itself. */
const allowedFor = ({ conditions }: FunctionAccess['statements'][number]): (string | undefined)[] => {
  const { Null, ...others } = conditions;
  const values = Object.values(others).flatMap((keys) => Object.values(keys).flat());
  return values.length > 0 ? values : [undefined];
};

/** Every action that a statement allows, for every kind of item (or sender) that it allows it for, one by one. */
const allowances = (access: readonly FunctionAccess[]) =>
  access.flatMap((one) =>
    one.statements.flatMap((allowing, statement) =>
      allowing.actions.flatMap((action) =>
        allowedFor(allowing).map((value) => {
          const what = allowing.resources.join(', ') || `anything but ${allowing.notResources.join()}`;
          const words = `${one.function}: ${action} on ${what}${value ? ` for ${value}` : ''}`;
          return { function: one.function, statement, action, ...(value ? { value } : {}), words };
        }),
      ),
    ),
  );

/** Those that can be taken away without anybody noticing. */
async function needless(suite: Suite, flows: readonly (() => Promise<void>)[], tried: ReturnType<typeof allowances>) {
  const unmissed: string[] = [];
  for (const { words, ...taken } of tried) {
    await suite.deployment.control('POST', '/iam', taken);
    const noticed = await suite.run(taken.function === 'RotateSecret' ? [suite.rotation] : flows).then(
      () => false,
      (error: unknown) => {
        if (!(error instanceof assert.AssertionError)) throw error;
        return true;
      },
    );
    const refused = (await suite.access()).find((one) => one.function === taken.function)?.refused ?? [];
    if (!noticed || !refused.some(({ action }) => action === taken.action)) unmissed.push(words);
    await suite.deployment.control('DELETE', '/iam');
  }
  return unmissed;
}

/** What is allowed and wasn't needed by anything since the last time it was asked. */
const unused = (access: readonly FunctionAccess[]) =>
  access.flatMap((one) =>
    one.statements.flatMap((statement) => statement.unused.map((what) => `${one.function}: ${what}`)),
  );

describe('least privilege with SMS through SNS and email', () => {
  let suite: Suite;
  let flows: (() => Promise<void>)[];
  before(async () => {
    suite = new Suite(await Deployment.start({ ...plenty, EmailConfigurationSet: 'codes' }));
    flows = [suite.bySms, suite.byEmail, suite.asStranger, suite.rotation];
  });
  after(() => suite.deployment.close());

  it('allows everything that a sign-in needs, and nothing else', async () => {
    await suite.run(flows);
    const access = await suite.access();
    assert.equal(access.length, 7);
    assert.deepEqual(
      access.flatMap(({ refused }) => refused),
      [],
    );
    assert.deepEqual(unused(access), []);
  });

  it('needs each action of each statement for each kind of item: without any one of them a flow fails', async () => {
    const tried = allowances(await suite.access());
    assert.ok(tried.length > 45, `${tried.length} allowances`);
    assert.deepEqual(await needless(suite, flows, tried), []);
    await suite.run(flows);
  });
});

describe('least privilege with AWS End User Messaging, feedback and CAPTCHA', () => {
  const key = 'the issuer’s own key';
  let issuer: Awaited<ReturnType<typeof captchaIssuer>>;
  let suite: Suite;
  before(async () => {
    issuer = await captchaIssuer(key);
    const parameters = {
      ...plenty,
      Channels: 'sms',
      SmsVia: 'end-user-messaging',
      SmsFeedback: 'on',
      SendOn: 'request',
      CaptchaVerifyUrl: issuer.url,
    };
    suite = new Suite(
      await Deployment.start(parameters, (template) =>
        template
          // The owner's part: the secret with the key. And that the functions trust an issuer on this machine.
          .replace(
            '\nResources:\n',
            `\nResources:\n  CaptchaKey:\n    Type: AWS::SecretsManager::Secret\n    Properties: { Name: cognito-otp-captcha, SecretString: '${key}' }\n`,
          )
          .replace(
            '          CAPTCHA_SECRET_ID:',
            `          NODE_EXTRA_CA_CERTS: ${issuer.certificate}\n          CAPTCHA_SECRET_ID:`,
          ),
      ),
      // A message on request, past a CAPTCHA.
      (started) => suite.deployment.answer(started, 'send', sendRequest()),
    );
  });
  after(async () => {
    await suite.deployment.close();
    await issuer.close();
  });

  it('allows everything that a sign-in needs, and nothing else', async () => {
    await suite.run([suite.byMessaging, suite.asStranger, suite.rotation]);
    const access = await suite.access();
    assert.deepEqual(
      access.flatMap(({ refused }) => refused),
      [],
    );
    assert.deepEqual(unused(access), []);
    assert.deepEqual([...new Set(issuer.requests.map(({ secret }) => secret))], [key]);
  });

  it('needs each action that only this configuration uses: without any one of them a flow fails', async () => {
    const own = allowances(await suite.access()).filter(({ words }) =>
      /sms-voice:|secret:cognito-otp-captcha|captcha#/.test(words),
    );
    assert.deepEqual(own.map(({ action }) => action).sort(), [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'secretsmanager:GetSecretValue',
      'sms-voice:PutMessageFeedback',
      'sms-voice:SendTextMessage',
    ]);
    assert.deepEqual(await needless(suite, [suite.byMessaging], own), []);
  });
});
