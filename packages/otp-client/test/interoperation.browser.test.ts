/** Amplify, amazon-cognito-identity-js and this client on one page share the session of one user. */
import { newPhoneNumber } from '@cognito-otp/test-kit/identifiers';
import { until } from '@cognito-otp/test-kit/until';
import { expect } from '@open-wc/testing';
import { createOtpClient, type OtpClient, type OtpClientOptions } from '../src/index.js';
import type * as Libraries from './support/other-libraries.js';
import { codeSentTo, openTab, pool, type Tab } from './support/tabs.js';

/** The published libraries, bundled, on the same page as the client. */
const librariesUrl = '/one-file/packages/otp-client/test/support/other-libraries.ts';
const { Amplify, AuthenticationDetails, CognitoUser, CognitoUserPool, ...auth }: typeof Libraries = await import(
  librariesUrl
);

describe('sharing one session with aws-amplify 6 and amazon-cognito-identity-js', () => {
  const clients: OtpClient[] = [];
  const tabs: Tab[] = [];
  const openClient = (options: Partial<OtpClientOptions> = {}) => {
    const client = createOtpClient({ ...pool, ...options });
    clients.push(client);
    return client;
  };
  const openOtherTab = async () => {
    const tab = await openTab();
    tabs.push(tab);
    return tab;
  };
  const userPool = () =>
    new CognitoUserPool({ UserPoolId: pool.userPoolId, ClientId: pool.clientId, endpoint: pool.endpoint });

  before(() =>
    Amplify.configure({
      Auth: {
        Cognito: {
          userPoolId: pool.userPoolId,
          userPoolClientId: pool.clientId,
          userPoolEndpoint: pool.endpoint,
        },
      },
    }),
  );
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
    for (const tab of tabs.splice(0)) tab.close();
    localStorage.clear();
  });

  /** The `sub` of the user that each library considers signed in, or null. */
  const userOfAmplify = async () => (await auth.fetchAuthSession()).userSub ?? null;
  const userOfIdentityJs = () => {
    const user = userPool().getCurrentUser();
    return new Promise<string | null>((resolve, reject) => {
      if (!user) return resolve(null);
      user.getSession((error: Error | null, session: Libraries.CognitoUserSession | null) =>
        session ? resolve(session.getIdToken().payload['sub']) : reject(error),
      );
    });
  };
  const userOfClient = () => openClient().session?.user.sub ?? null;
  const expectUser = async (sub: string | null) =>
    expect([await userOfAmplify(), await userOfIdentityJs(), userOfClient()]).to.deep.equal([sub, sub, sub]);

  const signInWithClient = async () => {
    const phone = newPhoneNumber();
    const client = openClient();
    await client.start({ phone });
    const state = await client.submit(await codeSentTo(phone));
    if (state.step !== 'signed-in') throw new Error(state.step);
    return { client, phone, sub: state.user.sub };
  };

  /** Creates an account without signing in. */
  const createAccount = async () => {
    const phone = newPhoneNumber();
    // Uses SignUp directly, which sends no message: a start would use up the one message allowed in 30 seconds.
    await openClient().request('SignUp', {
      ClientId: pool.clientId,
      Username: phone,
      Password: `Aa1!${crypto.randomUUID()}`,
      UserAttributes: [{ Name: 'phone_number', Value: phone }],
    });
    return phone;
  };
  const signInWithAmplify = async () => {
    const username = await createAccount();
    await auth.signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
    const { isSignedIn } = await auth.confirmSignIn({ challengeResponse: await codeSentTo(username) });
    expect(isSignedIn).to.equal(true);
    return username;
  };
  const signInWithIdentityJs = async () => {
    const phone = await createAccount();
    const user = new CognitoUser({ Username: phone, Pool: userPool() });
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    await new Promise<void>((resolve, reject) => {
      const callbacks = {
        onSuccess: () => resolve(),
        onFailure: reject,
        customChallenge: async () => user.sendCustomChallengeAnswer(await codeSentTo(phone), callbacks),
      };
      user.initiateAuth(new AuthenticationDetails({ Username: phone }), callbacks);
    });
    return { phone, user };
  };

  it('a sign-in with this client is visible to both libraries', async () => {
    const { sub, phone } = await signInWithClient();
    await expectUser(sub);
    const { userId, signInDetails } = await auth.getCurrentUser();
    expect([userId, signInDetails?.loginId]).to.deep.equal([sub, phone]);
  });

  it('a sign-in with Amplify is visible to this client, in this tab and in another', async () => {
    const before = openClient();
    const other = await openOtherTab();
    const phone = await signInWithAmplify();
    const sub = await userOfAmplify();
    expect(sub).to.be.a('string');
    await expectUser(sub);
    await before.getTokens();
    expect(before.session?.user.phone).to.equal(phone);
    await until(() => other.client.session?.user.sub === sub, 'the other tab has the new session');
    expect(other.operations).to.deep.equal([]);
  });

  it('a sign-in with amazon-cognito-identity-js is visible to this client, in this tab and in another', async () => {
    const before = openClient();
    const other = await openOtherTab();
    const { phone } = await signInWithIdentityJs();
    const sub = await userOfIdentityJs();
    expect(sub).to.be.a('string');
    await expectUser(sub);
    await before.getTokens();
    expect(before.session?.user.phone).to.equal(phone);
    await until(() => other.client.session?.user.sub === sub, 'the other tab has the new session');
  });

  it('a sign-out with this client signs out of both libraries', async () => {
    const { client } = await signInWithClient();
    await client.signOut();
    await expectUser(null);
    const phone = await signInWithAmplify();
    const second = openClient();
    expect(second.session?.user.phone).to.equal(phone);
    await second.signOut();
    await expectUser(null);
    await signInWithIdentityJs();
    await openClient().signOut();
    await expectUser(null);
  });

  it('a sign-out with Amplify signs this client out, in this tab and in another', async () => {
    const { client } = await signInWithClient();
    const other = await openOtherTab();
    expect(other.client.getState().step).to.equal('signed-in');
    await auth.signOut();
    await expectUser(null);
    let errorCode = '';
    await client.getTokens().catch(({ code }) => {
      errorCode = code;
    });
    expect([errorCode, client.getState().step]).to.deep.equal(['signed_out', 'identifier']);
    await until(() => other.client.getState().step === 'identifier', 'the other tab is signed out');
  });

  it('a sign-out with amazon-cognito-identity-js signs this client out', async () => {
    const { client } = await signInWithClient();
    userPool().getCurrentUser()!.signOut();
    await expectUser(null);
    let errorCode = '';
    await client.getTokens().catch(({ code }) => {
      errorCode = code;
    });
    expect([errorCode, client.getState().step]).to.deep.equal(['signed_out', 'identifier']);
  });

  it('this client and Amplify use the tokens that the other refreshed, while refresh tokens rotate', async () => {
    const { client } = await signInWithClient();
    const refreshTokens = new Set<string | null>();
    const key = Object.keys(localStorage).find((name) => name.endsWith('.refreshToken'))!;
    for (let turn = 0; turn < 2; turn++) {
      refreshTokens.add(localStorage.getItem(key));
      const amplifySession = await auth.fetchAuthSession({ forceRefresh: true });
      expect((await client.getTokens()).accessToken).to.equal(amplifySession.tokens?.accessToken.toString());
      refreshTokens.add(localStorage.getItem(key));
      const refreshed = await client.getTokens({ forceRefresh: true });
      const { tokens } = await auth.fetchAuthSession();
      expect(tokens?.accessToken.toString()).to.equal(refreshed.accessToken);
    }
    // The app client of the template rotates refresh tokens, so each refresh has returned a new one.
    expect(refreshTokens.size).to.equal(4);
  });
});
