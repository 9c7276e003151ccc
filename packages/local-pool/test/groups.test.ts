/**
 * Groups: the operations, the template's resources, and the groups in tokens and
 * PreTokenGeneration.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  AdminAddUserToGroupCommand,
  AdminDeleteUserCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUsersInGroupCommand,
  UpdateGroupCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { LocalPool } from '@cognito-otp/local-pool';
import { call, claimsIn, control, idsOf, operatorOf, startText } from './support.js';

const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
const VERSIONS = ['V1_0', 'V2_0', 'V3_0'];
const FLOWS = '[ALLOW_USER_PASSWORD_AUTH, ALLOW_REFRESH_TOKEN_AUTH]';
const templateWith = (versions: readonly string[]): string => `
Resources:
  Pool: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt F.Arn, PostConfirmation: !GetAtt F.Arn } } }
  Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref Pool, ExplicitAuthFlows: ${FLOWS} } }
  Staff: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: staff, Precedence: 5, RoleArn: '${role('staff')}', Description: All of us } }
  Admins: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: admins, Precedence: 1, RoleArn: '${role('admins')}' } }
  Guests: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref Pool, GroupName: guests } }
  Boss: { Type: AWS::Cognito::UserPoolUser, Properties: { UserPoolId: !Ref Pool, Username: boss, UserAttributes: [{ Name: email, Value: boss@example.com }] } }
  BossIsAdmin: { Type: AWS::Cognito::UserPoolUserToGroupAttachment, Properties: { UserPoolId: !Ref Pool, GroupName: !Ref Admins, Username: !Ref Boss } }
  BossIsStaff: { Type: AWS::Cognito::UserPoolUserToGroupAttachment, Properties: { UserPoolId: !Ref Pool, GroupName: staff, Username: boss } }
${versions
  .map(
    (version) => `
  ${version.slice(0, 2)}: { Type: AWS::Cognito::UserPool, Properties: { LambdaConfig: { PreSignUp: !GetAtt F.Arn, PreTokenGenerationConfig: { LambdaVersion: ${version}, LambdaArn: !GetAtt F.Arn } } } }
  ${version.slice(0, 2)}Client: { Type: AWS::Cognito::UserPoolClient, Properties: { UserPoolId: !Ref ${version.slice(0, 2)}, ExplicitAuthFlows: ${FLOWS} } }
  ${version.slice(0, 2)}Group: { Type: AWS::Cognito::UserPoolGroup, Properties: { UserPoolId: !Ref ${version.slice(0, 2)}, GroupName: team, RoleArn: '${role('team')}' } }`,
  )
  .join('')}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Policies: [{ Statement: [{ Effect: Allow, Action: 'cognito-idp:AdminAddUserToGroup', Resource: '*' }] }]
      InlineCode: |
        exports.handler = async (event) => {
          if (event.triggerSource === 'PreSignUp_SignUp') event.response.autoConfirmUser = true;
          if (event.triggerSource === 'PostConfirmation_ConfirmSignUp') {
            const { CognitoIdentityProvider } = require('@aws-sdk/client-cognito-identity-provider');
            const { userPoolId: UserPoolId, userName: Username } = event;
            await new CognitoIdentityProvider({}).adminAddUserToGroup({ UserPoolId, Username, GroupName: 'guests' });
          }
          if (event.triggerSource.startsWith('TokenGeneration')) {
            console.log('GROUPS', JSON.stringify(event.request.groupConfiguration));
            const how = event.userName.split('-')[0];
            const overrides = {
              keep: {},
              copy: { groupOverrideDetails: event.request.groupConfiguration },
              replace: { groupOverrideDetails: { groupsToOverride: ['new', 'newer'], iamRolesToOverride: ['r1'], preferredRole: 'r1' } },
              suppress: { groupOverrideDetails: null },
              empty: { groupOverrideDetails: {} },
            };
            event.response = { [event.version === '1' ? 'claimsOverrideDetails' : 'claimsAndScopeOverrideDetails']: overrides[how] };
          }
          return event;
        };
  May: { Type: AWS::Lambda::Permission, Properties: { Action: 'lambda:InvokeFunction', FunctionName: !Ref F, Principal: cognito-idp.amazonaws.com } }
`;

const PASSWORD = 'Correct-horse-1';

describe('groups', () => {
  let pool: LocalPool;
  let operator: CognitoIdentityProviderClient;
  before(async () => {
    pool = await startText(templateWith(VERSIONS));
    operator = operatorOf(pool);
  });
  after(async () => {
    operator.destroy();
    await pool.close();
  });

  const ids = (name: string) => idsOf(pool, name);
  const signUp = (name: string, Username: string) =>
    call(pool, 'SignUp', { ClientId: ids(name).ClientId, Username, Password: PASSWORD });
  /** The group claims of a new sign-in's tokens. */
  const claims = async (
    name: string,
    USERNAME: string,
  ): Promise<{ id: unknown[]; access: unknown[]; refresh: string }> => {
    const AuthParameters = { USERNAME, PASSWORD };
    const { body } = await call(pool, 'InitiateAuth', { ...ids(name), AuthFlow: 'USER_PASSWORD_AUTH', AuthParameters });
    const { IdToken, AccessToken, RefreshToken } = body.AuthenticationResult;
    const names = ['cognito:groups', 'cognito:roles', 'cognito:preferred_role'];
    const [id, access] = [claimsIn(IdToken), claimsIn(AccessToken)];
    return { id: names.map((one) => id[one]), access: names.map((one) => access[one]), refresh: RefreshToken };
  };

  it('are created, changed, listed and deleted by the AWS SDK', async () => {
    const { UserPoolId } = ids('Pool');
    const GroupName = 'writers';
    const created = await operator.send(
      new CreateGroupCommand({ UserPoolId, GroupName, Description: 'They write', Precedence: 0, RoleArn: role('w') }),
    );
    assert.deepEqual(
      [created.Group?.GroupName, created.Group?.UserPoolId, created.Group?.Precedence, created.Group?.RoleArn],
      [GroupName, UserPoolId, 0, role('w')],
    );
    assert.ok((created.Group?.CreationDate?.getTime() ?? 0) > Date.now() - 60_000);
    await assert.rejects(operator.send(new CreateGroupCommand({ UserPoolId, GroupName })), {
      name: 'GroupExistsException',
    });
    await operator.send(new UpdateGroupCommand({ UserPoolId, GroupName, Precedence: 7 }));
    const { Group } = await operator.send(new GetGroupCommand({ UserPoolId, GroupName }));
    assert.deepEqual([Group?.Precedence, Group?.Description], [7, 'They write']);
    const first = await operator.send(new ListGroupsCommand({ UserPoolId, Limit: 3 }));
    const rest = await operator.send(new ListGroupsCommand({ UserPoolId, Limit: 3, NextToken: first.NextToken }));
    assert.deepEqual(
      [...(first.Groups ?? []), ...(rest.Groups ?? [])].map((group) => group.GroupName),
      ['staff', 'admins', 'guests', 'writers'],
    );
    assert.equal(rest.NextToken, undefined);
    await operator.send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName, Username: 'boss' }));
    await operator.send(new DeleteGroupCommand({ UserPoolId, GroupName }));
    await assert.rejects(operator.send(new GetGroupCommand({ UserPoolId, GroupName })), {
      name: 'ResourceNotFoundException',
      message: 'Group not found.',
    });
    await operator.send(new CreateGroupCommand({ UserPoolId, GroupName }));
    const members = await operator.send(new ListUsersInGroupCommand({ UserPoolId, GroupName }));
    assert.deepEqual(members.Users, []);
    await operator.send(new DeleteGroupCommand({ UserPoolId, GroupName }));
  });

  it('refuse what Cognito refuses', async () => {
    const { UserPoolId } = ids('Pool');
    const add = (Username: string, GroupName: string) =>
      operator.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    await assert.rejects(add('none', 'staff'), { name: 'UserNotFoundException', message: 'User does not exist.' });
    await assert.rejects(add('boss', 'none'), { name: 'ResourceNotFoundException', message: 'Group not found.' });
    const create = (settings: object) =>
      operator.send(new CreateGroupCommand({ UserPoolId, GroupName: 'wrong', ...settings }));
    await assert.rejects(create({ Precedence: -1 }), { name: 'InvalidParameterException', message: /precedence/ });
    await assert.rejects(create({ RoleArn: 'role' }), { name: 'InvalidParameterException', message: /roleArn/ });
    await assert.rejects(create({ GroupName: 'two words' }), { name: 'InvalidParameterException' });
    await assert.rejects(operator.send(new ListGroupsCommand({ UserPoolId, Limit: 61 })), {
      name: 'InvalidParameterException',
    });
    const unsigned = await call(pool, 'ListGroups', { UserPoolId });
    assert.equal(unsigned.body.__type, 'MissingAuthenticationTokenException');
  });

  it("of the template have the template's users, whose invitation is sent", async () => {
    const { UserPoolId } = ids('Pool');
    const { Groups } = await operator.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: 'boss' }));
    assert.deepEqual(
      Groups?.map(({ GroupName }) => GroupName),
      ['admins', 'staff'],
    );
    const { Users } = await operator.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: 'admins' }));
    assert.deepEqual(
      Users?.map(({ Username, UserStatus }) => [Username, UserStatus]),
      [['boss', 'FORCE_CHANGE_PASSWORD']],
    );
    const { body } = await control(pool, 'GET', '/outbox');
    assert.match(body[0].body, /^Your username is boss and temporary password is /);
  });

  it('are in the tokens, with the role of the most important one', async () => {
    const { UserPoolId } = ids('Pool');
    const set = { UserPoolId, Username: 'boss', Password: PASSWORD, Permanent: true };
    await operator.send(new AdminSetUserPasswordCommand(set));
    const first = await claims('Pool', 'boss');
    assert.deepEqual(first.id, [['admins', 'staff'], [role('admins'), role('staff')], role('admins')]);
    assert.deepEqual(first.access, [['admins', 'staff'], undefined, undefined]);
    await operator.send(new UpdateGroupCommand({ UserPoolId, GroupName: 'staff', Precedence: 1 }));
    assert.deepEqual((await claims('Pool', 'boss')).id[2], undefined, 'two groups are equally important');
    await operator.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, GroupName: 'admins', Username: 'boss' }));
    const AuthParameters = { REFRESH_TOKEN: first.refresh };
    const refreshed = await call(pool, 'InitiateAuth', {
      ...ids('Pool'),
      AuthFlow: 'REFRESH_TOKEN_AUTH',
      AuthParameters,
    });
    assert.deepEqual(claimsIn(refreshed.body.AuthenticationResult.AccessToken)['cognito:groups'], ['staff']);
  });

  it('are joined by a function, and left with the account', async () => {
    const { UserPoolId } = ids('Pool');
    const { body } = await signUp('Pool', 'guest');
    assert.equal(body.UserConfirmed, true, JSON.stringify(body));
    assert.deepEqual((await claims('Pool', 'guest')).id, [['guests'], undefined, undefined]);
    await operator.send(new AdminDeleteUserCommand({ UserPoolId, Username: 'guest' }));
    const { Users } = await operator.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: 'guests' }));
    assert.deepEqual(Users, []);
  });

  for (const version of VERSIONS) {
    it(`are kept, replaced and suppressed by PreTokenGeneration ${version}`, async () => {
      const name = version.slice(0, 2);
      const own = [['team'], [role('team')], role('team')];
      const expected: Record<string, unknown[]> = {
        keep: own,
        copy: own,
        replace: [['new', 'newer'], ['r1'], 'r1'],
        suppress: [undefined, undefined, undefined],
        empty: [undefined, undefined, undefined],
      };
      for (const [how, id] of Object.entries(expected)) {
        const Username = `${how}-${name}`;
        await signUp(name, Username);
        await operator.send(
          new AdminAddUserToGroupCommand({ UserPoolId: ids(name).UserPoolId, Username, GroupName: 'team' }),
        );
        const tokens = await claims(name, Username);
        assert.deepEqual(tokens.id, id, how);
        assert.deepEqual(tokens.access[0], id[0], how);
      }
      const { body } = await control(pool, 'GET', '/logs');
      const lines = body.filter(({ line }: { line: string }) => line.includes('GROUPS'));
      const seen = { groupsToOverride: ['team'], iamRolesToOverride: [role('team')], preferredRole: role('team') };
      assert.ok(lines.at(-1).line.endsWith(JSON.stringify(seen)), lines.at(-1).line);
    });
  }

  it('and memberships survive a restart with --data', async () => {
    const dataDir = await mkdtemp(path.join(tmpdir(), 'groups-'));
    const first = await startText(templateWith([]), { dataDir });
    const { userPoolId: UserPoolId } = first;
    await operatorOf(first).send(new CreateGroupCommand({ UserPoolId, GroupName: 'later' }));
    await operatorOf(first).send(new AdminAddUserToGroupCommand({ UserPoolId, GroupName: 'later', Username: 'boss' }));
    await first.close();
    const second = await startText(templateWith([]), { dataDir });
    const { Groups } = await operatorOf(second).send(
      new AdminListGroupsForUserCommand({ UserPoolId: second.userPoolId, Username: 'boss' }),
    );
    await second.close();
    await rm(dataDir, { recursive: true });
    assert.deepEqual(
      Groups?.map(({ GroupName }) => GroupName),
      ['admins', 'staff', 'later'],
    );
  });

  it('of a user whom no template creates are named at the start', async () => {
    const text = templateWith([]).replace('Username: !Ref Boss', 'Username: someone');
    const lines: string[] = [];
    const logged = await startText(text, { log: (line) => lines.push(line) });
    await logged.close();
    assert.match(
      lines.join('\n'),
      /BossIsAdmin adds someone to a group, whom no template creates: .*AdminAddUserToGroup/,
    );
  });
});
