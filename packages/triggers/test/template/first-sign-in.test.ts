/** The first sign-in of an account: its tokens are valid, and nothing that a squatter set survives it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startLocalPool } from '@cognito-otp/local-pool';
import { type Deployment, startDeployment } from '@cognito-otp/test-kit/deployment';

/** Budgets that do not matter here. */
const parameters = {
  SignUpsAnHour: '1000',
  PoolSendsAnHour: '1000',
  PoolSendsADay: '1000',
  RangeSendsAnHour: '1000',
  RangeSendsADay: '1000',
  SignUpAttributes: 'locale,name',
};
const PASSWORD = 'Correct-horse-battery-1';

/** Adds an app client that takes passwords, against the advice of docs/deploy.md. */
const withPasswordClient = (template: string) =>
  template.replace(
    /\n {2}UserPoolClient:\n/,
    `
  PasswordClient:
    Type: AWS::Cognito::UserPoolClient
    Properties:
      UserPoolId: !Ref UserPool
      ClientName: passwords
      ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH, ALLOW_CUSTOM_AUTH, ALLOW_REFRESH_TOKEN_AUTH]
$&`,
  );

describe('the first sign-in of an account', () => {
  let deployment: Deployment;
  let passwordClient: string;
  before(async () => {
    deployment = await startDeployment(startLocalPool, parameters, withPasswordClient);
    const clients = deployment.pool.pools.flatMap((pool) => pool.clients);
    passwordClient = clients.find(({ name }) => name === 'passwords')?.clientId ?? assert.fail('no client');
  });
  after(() => deployment.close());

  let numbers = 0;
  const newNumber = () => `+4477009${String(10_000 + numbers++)}`;
  const codeTo = async (address: string): Promise<string> => {
    const message = (await deployment.outbox()).findLast(({ to }) => to === address);
    return /\d{6}/.exec(message?.body ?? '')?.[0] ?? assert.fail('no code was sent');
  };
  async function signIn(address: string): Promise<Record<string, string>> {
    const reply = await deployment.answer(await deployment.start(address), await codeTo(address));
    return reply.AuthenticationResult ?? assert.fail(JSON.stringify(reply));
  }
  const byPassword = (address: string) =>
    deployment.call('InitiateAuth', {
      ClientId: passwordClient,
      AuthFlow: 'USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: address, PASSWORD },
    });
  const user = ({ AccessToken }: Record<string, string>) => deployment.call('GetUser', { AccessToken });
  const refresh = ({ RefreshToken }: Record<string, string>) =>
    deployment.call('GetTokensFromRefreshToken', { RefreshToken });

  it('gets tokens that can be used and refreshed: 100 of 100 accounts', async () => {
    const failures: unknown[] = [];
    const addresses = Array.from({ length: 100 }, (_, index) =>
      index % 2 === 0 ? { phone_number: newNumber() } : { email: `ann${index}@example.com` },
    );
    while (addresses.length > 0) {
      const batch = addresses.splice(0, 4).map(async (attributes) => {
        await deployment.signUp({ ...attributes, name: 'Mallory' });
        const tokens = await signIn(Object.values(attributes)[0]!);
        for (const reply of [await user(tokens), await refresh(tokens)]) {
          if (reply.__type !== undefined) failures.push(reply);
        }
      });
      await Promise.all(batch);
    }
    assert.deepEqual(failures, []);
  });

  it('is the only way in until the address is proved: a password opens no session before it', async () => {
    const phone = newNumber();
    await deployment.signUp({ phone_number: phone });
    const squatter = await byPassword(phone);
    assert.equal(squatter.message, 'PostAuthentication failed with error sign_in_refused.');
    assert.equal(squatter.AuthenticationResult, undefined);
    await deployment.start(phone);
    assert.equal((await byPassword(phone)).AuthenticationResult, undefined, 'nor while a code is on its way');
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    assert.equal((await user(await signIn(phone))).__type, undefined);
  });

  it('voids what the sign-up had set: the password and every attribute except the language', async () => {
    const phone = newNumber();
    await deployment.signUp({ phone_number: phone, name: 'Mallory', locale: 'de' });
    const { UserAttributes = [] } = await user(await signIn(phone));
    const names = UserAttributes.map(({ Name }) => Name).sort();
    assert.deepEqual(names, ['locale', 'phone_number', 'phone_number_verified', 'sub']);
    assert.equal((await byPassword(phone)).message, 'Incorrect username or password.');
  });

  it('leaves the tokens of two first sign-ins that finish at the same time valid', async () => {
    const phone = newNumber();
    await deployment.signUp({ phone_number: phone });
    const first = await signIn(phone);
    await deployment.control('POST', '/clock', { advanceMs: 31_000 });
    const second = await signIn(phone);
    for (const tokens of [first, second]) assert.equal((await refresh(tokens)).__type, undefined);
  });

  it('does not take a proof for that of another sign-in once a minute has passed', async () => {
    const phone = newNumber();
    await deployment.signUp({ phone_number: phone });
    const started = await deployment.start(phone);
    await deployment.control('POST', '/faults', {
      kind: 'throttle',
      on: { service: 'cognito-idp', action: 'AdminSetUserPassword' },
    });
    const failed = await deployment.answer(started, await codeTo(phone));
    assert.match(failed.message ?? '', /sign_in_unavailable/);
    await deployment.control('DELETE', '/faults');
    await deployment.control('POST', '/clock', { advanceMs: 61_000 });
    assert.match((await byPassword(phone)).message ?? '', /sign_in_refused/);
    assert.equal((await user(await signIn(phone))).__type, undefined);
  });
});
