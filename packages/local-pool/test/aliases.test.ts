/**
 * An alias, an address with which users can sign in besides their username, belongs to one user.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { startLocalPool } from '@cognito-otp/local-pool';
import { call, lastCode } from './support.js';

it('an alias is confirmed by one user, and moves to another only if the call requests it', async (test) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'aliases-'));
  const template = path.join(directory, 'template.yaml');
  await writeFile(
    template,
    `Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { AliasAttributes: [email], AutoVerifiedAttributes: [email] } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool, ExplicitAuthFlows: [ALLOW_USER_PASSWORD_AUTH] } }
`,
  );
  const pool = await startLocalPool({ template });
  test.after(async () => {
    await pool.close();
    await rm(directory, { recursive: true });
  });
  const { clientId: ClientId } = pool;
  const [Password, email] = ['Correct-horse-1', 'shared@example.com'];
  const confirm = async (Username: string, extra: object = {}) => {
    const UserAttributes = [{ Name: 'email', Value: email }];
    await call(pool, 'SignUp', { ClientId, Username, Password, UserAttributes });
    const ConfirmationCode = await lastCode(pool, email);
    return (await call(pool, 'ConfirmSignUp', { ClientId, Username, ConfirmationCode, ...extra })).body;
  };
  assert.equal((await confirm('ann')).__type, undefined);
  assert.equal((await confirm('bob')).__type, 'AliasExistsException');
  assert.equal((await confirm('cleo', { ForceAliasCreation: true })).__type, undefined);
  const AuthParameters = { USERNAME: email, PASSWORD: Password };
  const { body } = await call(pool, 'InitiateAuth', { ClientId, AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
  const [, claims = ''] = body.AuthenticationResult.AccessToken.split('.');
  assert.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).username, 'cleo');
});
