import { expect } from '@open-wc/testing';
import { createOtpClient, type OtpClient, type OtpClientOptions } from '../src/index.js';
import type * as Libraries from './support/other-libraries.js';
import { code, newPhone, openTab, pool, type Tab, until } from './support/tabs.js';

/** The published packages as a bundler delivers them, on the page that has our client. */
const url = '/one-file/packages/otp-client/test/support/other-libraries.ts';
const { Amplify, AuthenticationDetails, CognitoUser, CognitoUserPool, ...auth }: typeof Libraries = await import(url);

describe('sharing one session with aws-amplify 6 and amazon-cognito-identity-js', () => {
  const clients: OtpClient[] = [];
  const tabs: Tab[] = [];
  const ours = (options: Partial<OtpClientOptions> = {}) => {
    const client = createOtpClient({ ...pool, ...options });
    clients.push(client);
    return client;
  };
  const otherTab = async () => {
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

  /** Who each of the three holds to be signed in: Cognito's `sub`, or null. */
  const amplifySees = async () => (await auth.fetchAuthSession()).userSub ?? null;
  const identityJsSees = () => {
    const user = userPool().getCurrentUser();
    return new Promise<string | null>((resolve, reject) => {
      if (!user) return resolve(null);
      user.getSession((error: Error | null, session: Libraries.CognitoUserSession | null) =>
        session ? resolve(session.getIdToken().payload['sub']) : reject(error),
      );
    });
  };
  const oursSees = () => ours().session?.user.sub ?? null;
  const everybodySees = async (sub: string | null) =>
    expect([await amplifySees(), await identityJsSees(), oursSees()]).to.deep.equal([sub, sub, sub]);

  const signInOurs = async () => {
    const phone = newPhone();
    const client = ours();
    await client.start({ phone });
    const state = await client.submit(await code(phone));
    if (state.step !== 'signed-in') throw new Error(state.step);
    return { client, phone, sub: state.user.sub };
  };

  /** Somebody with an account, signed out again. */
  const somebody = async () => {
    const phone = newPhone();
    // Made by hand, so that the one message of the next half minute is left for the sign-in.
    await ours().request('SignUp', {
      ClientId: pool.clientId,
      Username: phone,
      Password: `Aa1!${crypto.randomUUID()}`,
      UserAttributes: [{ Name: 'phone_number', Value: phone }],
    });
    return phone;
  };
  const signInAmplify = async () => {
    const username = await somebody();
    await auth.signIn({ username, options: { authFlowType: 'CUSTOM_WITHOUT_SRP' } });
    const { isSignedIn } = await auth.confirmSignIn({ challengeResponse: await code(username) });
    expect(isSignedIn).to.equal(true);
    return username;
  };
  const signInIdentityJs = async () => {
    const phone = await somebody();
    const user = new CognitoUser({ Username: phone, Pool: userPool() });
    user.setAuthenticationFlowType('CUSTOM_AUTH');
    await new Promise<void>((resolve, reject) => {
      const callbacks = {
        onSuccess: () => resolve(),
        onFailure: reject,
        customChallenge: async () => user.sendCustomChallengeAnswer(await code(phone), callbacks),
      };
      user.initiateAuth(new AuthenticationDetails({ Username: phone }), callbacks);
    });
    return { phone, user };
  };

  it('a sign-in with this client is visible to both libraries', async () => {
    const { sub, phone } = await signInOurs();
    await everybodySees(sub);
    const { userId, signInDetails } = await auth.getCurrentUser();
    expect([userId, signInDetails?.loginId]).to.deep.equal([sub, phone]);
  });

  it('a sign-in with Amplify is visible to this client, in this tab and in another', async () => {
    const before = ours();
    const other = await otherTab();
    const phone = await signInAmplify();
    const sub = await amplifySees();
    expect(sub).to.be.a('string');
    await everybodySees(sub);
    await before.getTokens();
    expect(before.session?.user.phone).to.equal(phone);
    await until(() => other.client.session?.user.sub === sub, 'the other tab sees who signed in');
    expect(other.operations).to.deep.equal([]);
  });

  it('a sign-in with amazon-cognito-identity-js is visible to this client, in this tab and in another', async () => {
    const before = ours();
    const other = await otherTab();
    const { phone } = await signInIdentityJs();
    const sub = await identityJsSees();
    expect(sub).to.be.a('string');
    await everybodySees(sub);
    await before.getTokens();
    expect(before.session?.user.phone).to.equal(phone);
    await until(() => other.client.session?.user.sub === sub, 'the other tab sees who signed in');
  });

  it('a sign-out with this client signs out of both libraries', async () => {
    const { client } = await signInOurs();
    await client.signOut();
    await everybodySees(null);
    const phone = await signInAmplify();
    const second = ours();
    expect(second.session?.user.phone).to.equal(phone);
    await second.signOut();
    await everybodySees(null);
    await signInIdentityJs();
    await ours().signOut();
    await everybodySees(null);
  });

  it('a sign-out with Amplify signs this client out, in this tab and in another', async () => {
    const { client } = await signInOurs();
    const other = await otherTab();
    expect(other.client.getState().step).to.equal('signed-in');
    await auth.signOut();
    await everybodySees(null);
    let why = '';
    await client.getTokens().catch(({ code }) => {
      why = code;
    });
    expect([why, client.getState().step]).to.deep.equal(['signed_out', 'identifier']);
    await until(() => other.client.getState().step === 'identifier', 'the other tab is signed out');
  });

  it('a sign-out with amazon-cognito-identity-js signs this client out', async () => {
    const { client } = await signInOurs();
    userPool().getCurrentUser()!.signOut();
    await everybodySees(null);
    let why = '';
    await client.getTokens().catch(({ code }) => {
      why = code;
    });
    expect([why, client.getState().step]).to.deep.equal(['signed_out', 'identifier']);
  });

  it('this client and Amplify use the tokens that the other refreshed, while refresh tokens rotate', async () => {
    const { client } = await signInOurs();
    const refreshTokens = new Set<string | null>();
    const key = Object.keys(localStorage).find((name) => name.endsWith('.refreshToken'))!;
    for (let turn = 0; turn < 2; turn++) {
      refreshTokens.add(localStorage.getItem(key));
      const theirs = await auth.fetchAuthSession({ forceRefresh: true });
      expect((await client.getTokens()).accessToken).to.equal(theirs.tokens?.accessToken.toString());
      refreshTokens.add(localStorage.getItem(key));
      const mine = await client.getTokens({ forceRefresh: true });
      const { tokens } = await auth.fetchAuthSession();
      expect(tokens?.accessToken.toString()).to.equal(mine.accessToken);
    }
    // The template's app client rotates: each refresh brought a token of its own.
    expect(refreshTokens.size).to.equal(4);
  });
});
