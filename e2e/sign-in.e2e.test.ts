import { JwtVerifier } from 'aws-jwt-verify';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { LoginPage } from './login-page.js';
import { expect, test } from './support/fixtures.js';
import { otherThan } from './support/pool.js';

test('a new phone number signs up and in with three calls, and the tokens verify', async ({ I, pool }) => {
  await I.signIn();
  expect(I.calls).toEqual(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);

  const { idToken, accessToken } = await I.tokens();
  const issuer = `${pool.endpoint}/${pool.userPoolId}`;
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  // The library fetches keys over https alone; the local pool has none, so its keys are handed over.
  const verifier = JwtVerifier.create({ issuer, audience: pool.clientId, jwksUri });
  verifier.cacheJwks(await (await fetch(jwksUri)).json());
  const id = await verifier.verify(idToken);
  expect(id).toMatchObject({ token_use: 'id', phone_number: I.phone, phone_number_verified: true });

  const access = await jwtVerify(accessToken, createRemoteJWKSet(new URL(jwksUri)), { issuer });
  expect(access.payload).toMatchObject({ token_use: 'access', client_id: pool.clientId });
  expect((await I.messages()).length).toBe(1);
});

test('a known phone number signs in with two calls', async ({ I }) => {
  await I.signIn();
  await I.signOut();
  await I.amAskedForMyNumber();
  await I.see("You've signed out.");
  I.calls.length = 0;

  await new Promise((resolve) => setTimeout(resolve, 10_500));
  await I.typeMyNumber();
  await I.askForACode();
  await I.amAskedForTheCode();
  await I.typeCode(await I.codeOnMyPhone(2));
  await I.amSignedIn();
  expect(I.calls).toEqual(['InitiateAuth', 'RespondToAuthChallenge']);
});

test('two wrong codes, then the right one', async ({ I }) => {
  await I.openTheLoginPage();
  await I.typeMyNumber();
  await I.askForACode();
  await I.amAskedForTheCode();
  const code = await I.codeOnMyPhone();
  await I.typeCode(otherThan(code));
  await I.see(/That code isn't right/);
  await I.see(/2 tries left/);
  await I.typeCode(otherThan(otherThan(code)).replace(/.$/, code.endsWith('0') ? '1' : '0'));
  await I.see(/1 try left/);
  await I.typeCode(code);
  await I.amSignedIn();
});

test('three wrong codes end the sign-in with a clear text, and the number is kept', async ({ I }) => {
  await I.openTheLoginPage();
  await I.typeMyNumber();
  await I.askForACode();
  await I.amAskedForTheCode();
  const code = await I.codeOnMyPhone();
  const wrong = ['3', '4', '5'].map((digit) => (code.startsWith(digit) ? '6' : digit) + code.slice(1));
  for (const [index, answer] of wrong.entries()) {
    await I.typeCode(answer);
    if (index < 2) await I.see(index === 0 ? /2 tries left/ : /1 try left/);
  }
  await I.see('That code was wrong too often. Start again to get a new one.');
  await I.amAskedForMyNumber();
  await I.myNumberIsStillThere();
});

test('a code that is too old is refused with a clear text, and a new one works', async ({ I, pool }) => {
  await I.openTheLoginPage();
  await I.typeMyNumber();
  await I.askForACode();
  await I.amAskedForTheCode();
  const old = await I.codeOnMyPhone();
  await pool.post('/clock', { advanceMs: 301_000 });
  await I.typeCode(old);
  await I.see('That code is too old. Request a new one.');
  await I.askForANewCode();
  const fresh = await I.codeOnMyPhone(2);
  expect(fresh).not.toBe(old);
  await I.typeCode(fresh);
  await I.amSignedIn();
});

test('after the countdown the same code can be sent again', async ({ I }) => {
  await I.openTheLoginPage();
  await I.typeMyNumber();
  await I.askForACode();
  await I.amAskedForTheCode();
  const first = await I.codeOnMyPhone();
  await I.see(/You can request a new code in 0:(10|0\d)/);
  await I.askForANewCode();
  await I.see(/sent a code again/);
  expect(await I.codeOnMyPhone(2)).toBe(first);
  await I.typeCode(first);
  await I.amSignedIn();
});

test('an e-mail address signs up and in', async ({ I }) => {
  await I.openTheLoginPage();
  await I.chooseEmail();
  await I.typeMyEmail();
  await I.askForACode();
  await I.amAskedForTheCode();
  await I.typeCode(await I.codeInMyInbox());
  await I.amSignedIn();
});

/** Each way out of the code step and back to it, to the page where it goes on. */
const returns: Record<string, (I: LoginPage) => Promise<LoginPage>> = {
  'a reload': async (I) => {
    await I.reload();
    return I;
  },
  'a tab that is closed, and a new one': async (I) => {
    await I.closeTheTab();
    return I.openAnotherTab();
  },
  'the back button': async (I) => {
    await I.goElsewhere();
    await I.goBack();
    return I;
  },
  'a second tab': (I) => I.openAnotherTab(),
};

for (const [way, comeBack] of Object.entries(returns)) {
  test(`promise 31: ${way}: goes on with the code, sends nothing, and signs in with it`, async ({ I }) => {
    await I.openTheLoginPage();
    await I.typeMyNumber();
    await I.askForACode();
    await I.amAskedForTheCode();
    const code = await I.codeOnMyPhone();
    I.calls.length = 0;
    const back = await comeBack(I);
    await back.amAskedForTheCode();
    await back.see('Welcome back.');
    expect(back.calls).toEqual([]);
    await back.typeCode(code);
    await back.amSignedIn();
    expect(back.calls).toEqual(['RespondToAuthChallenge']);
    expect((await I.messages()).length).toBe(1);
  });
}

test('promise 31: with a second tab both are signed in, by one message', async ({ I }) => {
  await I.openTheLoginPage();
  await I.typeMyNumber();
  await I.askForACode();
  await I.amAskedForTheCode();
  const other = await I.openAnotherTab();
  await other.amAskedForTheCode();
  await I.typeCode(await I.codeOnMyPhone());
  await I.amSignedIn();
  await other.amSignedIn();
  expect(other.calls).toEqual([]);
});

for (const [way, comeBack] of Object.entries(returns)) {
  test(`promise 31: ${way}, after the code’s time: starts again with the number, and sends nothing`, async ({ I }) => {
    await I.openTheLoginPage();
    await I.typeMyNumber();
    await I.askForACode();
    await I.amAskedForTheCode();
    await I.codeOnMyPhone();
    I.calls.length = 0;
    await I.comeBackAfter(3_600_000);
    const back = await comeBack(I);
    await back.amAskedForMyNumber();
    await back.myNumberIsStillThere();
    expect(back.calls).toEqual([]);
    expect((await I.messages()).length).toBe(1);
  });
}

test('signing out revokes the refresh token and forgets the tokens', async ({ I, pool }) => {
  await I.signIn();
  const { refreshToken } = await I.tokens();
  await I.signOut();
  await I.amAskedForMyNumber();
  expect(await I.tokens()).toEqual({ idToken: '', accessToken: '', refreshToken: '' });
  const answer = await fetch(pool.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.GetTokensFromRefreshToken',
    },
    body: JSON.stringify({ ClientId: pool.clientId, RefreshToken: refreshToken }),
  });
  expect(answer.ok).toBe(false);
});

test('bad input is answered on the page, before anything is sent', async ({ I }) => {
  await I.openTheLoginPage();
  await I.typeMyNumber('123');
  await I.askForACode();
  await I.see(/That phone number doesn't look complete/);
  await I.chooseEmail();
  await I.typeMyEmail('nobody@nowhere@else');
  await I.askForACode();
  await I.see(/That email address doesn't look complete/);
  expect(I.calls).toEqual([]);
});

test('no function writes a code, a token or a full address to its log', async ({ I, pool }) => {
  await I.signIn();
  const { idToken, accessToken, refreshToken } = await I.tokens();
  const logs = await pool.logs();
  expect(logs).toContain('create');
  const outbox = (await (await fetch(`${pool.endpoint}/outbox`)).json()) as { to: string; body: string }[];
  const codes = outbox.map((message) => /(?<!\d)\d{6}(?!\d)/.exec(message.body)?.[0] ?? '');
  expect(codes.length).toBeGreaterThan(0);
  for (const secret of [...codes, ...outbox.map((message) => message.to), idToken, accessToken, refreshToken]) {
    expect(secret).not.toBe('');
    expect(logs).not.toContain(secret);
  }
});
