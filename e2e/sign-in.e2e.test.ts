/** Complete sign-ins on the script-tag example in a real browser, with the built files. */
import { codeIn, wrongCode } from '@cognito-otp/test-kit/codes';
import { JwtVerifier } from 'aws-jwt-verify';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import type { LoginPage } from './login-page.js';
import { expect, test } from './support/fixtures.js';

test('a new phone number signs up and in with three calls, and the tokens verify', async ({ loginPage, pool }) => {
  await loginPage.signIn();
  expect(loginPage.calls).toEqual(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);

  const { idToken, accessToken } = await loginPage.tokens();
  const issuer = `${pool.endpoint}/${pool.userPoolId}`;
  const jwksUri = `${issuer}/.well-known/jwks.json`;
  // The library fetches keys only over https, which the local pool does not offer, so the test provides the keys.
  const verifier = JwtVerifier.create({ issuer, audience: pool.clientId, jwksUri });
  verifier.cacheJwks(await (await fetch(jwksUri)).json());
  const id = await verifier.verify(idToken);
  expect(id).toMatchObject({ token_use: 'id', phone_number: loginPage.phone, phone_number_verified: true });

  const access = await jwtVerify(accessToken, createRemoteJWKSet(new URL(jwksUri)), { issuer });
  expect(access.payload).toMatchObject({ token_use: 'access', client_id: pool.clientId });
  expect((await loginPage.messagesToPhone()).length).toBe(1);
});

test('a phone number that was signed out signs in again, and is not signed up twice', async ({ loginPage }) => {
  await loginPage.signIn();
  await loginPage.signOut();
  await loginPage.expectPhoneStep();
  await loginPage.expectText("You've signed out.");
  loginPage.calls.length = 0;

  await new Promise((resolve) => setTimeout(resolve, 10_500));
  await loginPage.typePhone();
  await loginPage.requestCode();
  await loginPage.expectCodeStep();
  await loginPage.typeCode(await loginPage.codeSentToPhone(2));
  await loginPage.expectSignedIn();
  expect(loginPage.calls).toEqual(['SignUp', 'InitiateAuth', 'RespondToAuthChallenge']);
});

test('a right code after two wrong codes signs in', async ({ loginPage }) => {
  await loginPage.open();
  await loginPage.typePhone();
  await loginPage.requestCode();
  await loginPage.expectCodeStep();
  const code = await loginPage.codeSentToPhone();
  await loginPage.typeCode(wrongCode(code));
  await loginPage.expectText(/That code isn't right/);
  await loginPage.expectText(/2 tries left/);
  await loginPage.typeCode(wrongCode(code, 2));
  await loginPage.expectText(/1 try left/);
  await loginPage.typeCode(code);
  await loginPage.expectSignedIn();
});

test('three wrong codes end the sign-in with a clear message and keep the number', async ({ loginPage }) => {
  await loginPage.open();
  await loginPage.typePhone();
  await loginPage.requestCode();
  await loginPage.expectCodeStep();
  const code = await loginPage.codeSentToPhone();
  const wrong = ['3', '4', '5'].map((digit) => (code.startsWith(digit) ? '6' : digit) + code.slice(1));
  for (const [index, answer] of wrong.entries()) {
    await loginPage.typeCode(answer);
    if (index < 2) await loginPage.expectText(index === 0 ? /2 tries left/ : /1 try left/);
  }
  await loginPage.expectText('Too many wrong codes. Send a new one.');
  await loginPage.expectPhoneStep();
  await loginPage.expectPhoneKept();
});

test('an expired code is rejected with a clear message, and a new one works', async ({ loginPage, pool }) => {
  await loginPage.open();
  await loginPage.typePhone();
  await loginPage.requestCode();
  await loginPage.expectCodeStep();
  const old = await loginPage.codeSentToPhone();
  await pool.control('POST', '/clock', { advanceMs: 301_000 });
  await loginPage.typeCode(old);
  await loginPage.expectText('That code has expired. Request a new one.');
  await loginPage.requestNewCode();
  const fresh = await loginPage.codeSentToPhone(2);
  expect(fresh).not.toBe(old);
  await loginPage.typeCode(fresh);
  await loginPage.expectSignedIn();
});

test('after the countdown the same code can be sent again', async ({ loginPage }) => {
  await loginPage.open();
  await loginPage.typePhone();
  await loginPage.requestCode();
  await loginPage.expectCodeStep();
  const first = await loginPage.codeSentToPhone();
  await loginPage.expectText(/Send again \(\S?0:(10|0\d)/);
  await loginPage.sendAgain();
  await loginPage.expectText(/We've sent it again/);
  expect(await loginPage.codeSentToPhone(2)).toBe(first);
  await loginPage.typeCode(first);
  await loginPage.expectSignedIn();
});

test('an email address signs up and in', async ({ loginPage }) => {
  await loginPage.open();
  await loginPage.chooseEmail();
  await loginPage.typeEmail();
  await loginPage.requestCode();
  await loginPage.expectCodeStep();
  await loginPage.typeCode(await loginPage.codeSentToEmail());
  await loginPage.expectSignedIn();
});

/** Ways to leave the code step and return to it. Each returns the page that resumes. */
const waysBack: Record<string, (loginPage: LoginPage) => Promise<LoginPage>> = {
  'a reload': async (loginPage) => {
    await loginPage.reload();
    return loginPage;
  },
  'a closed tab and a new one': async (loginPage) => {
    await loginPage.closeTab();
    return loginPage.openInNewTab();
  },
  'the back button': async (loginPage) => {
    await loginPage.goToOtherPage();
    await loginPage.goBack();
    return loginPage;
  },
  'a second tab': (loginPage) => loginPage.openInNewTab(),
};

for (const [way, returnToPage] of Object.entries(waysBack)) {
  test(`promise 31: ${way}: resumes in the code step, sends nothing and signs in with the code`, async ({
    loginPage,
  }) => {
    await loginPage.open();
    await loginPage.typePhone();
    await loginPage.requestCode();
    await loginPage.expectCodeStep();
    const code = await loginPage.codeSentToPhone();
    loginPage.calls.length = 0;
    const back = await returnToPage(loginPage);
    await back.expectCodeStep();
    await back.expectText('Welcome back.');
    expect(back.calls).toEqual([]);
    await back.typeCode(code);
    await back.expectSignedIn();
    expect(back.calls).toEqual(['RespondToAuthChallenge']);
    expect((await loginPage.messagesToPhone()).length).toBe(1);
  });
}

test('promise 31: two tabs are both signed in with one message', async ({ loginPage }) => {
  await loginPage.open();
  await loginPage.typePhone();
  await loginPage.requestCode();
  await loginPage.expectCodeStep();
  const other = await loginPage.openInNewTab();
  await other.expectCodeStep();
  await loginPage.typeCode(await loginPage.codeSentToPhone());
  await loginPage.expectSignedIn();
  await other.expectSignedIn();
  expect(other.calls).toEqual([]);
});

for (const [way, returnToPage] of Object.entries(waysBack)) {
  test(`promise 31: ${way}, after the code has expired: starts over with the number and sends nothing`, async ({
    loginPage,
  }) => {
    await loginPage.open();
    await loginPage.typePhone();
    await loginPage.requestCode();
    await loginPage.expectCodeStep();
    await loginPage.codeSentToPhone();
    loginPage.calls.length = 0;
    await loginPage.advanceClock(3_600_000);
    const back = await returnToPage(loginPage);
    await back.expectPhoneStep();
    await back.expectPhoneKept();
    expect(back.calls).toEqual([]);
    expect((await loginPage.messagesToPhone()).length).toBe(1);
  });
}

test('signing out revokes the refresh token and removes the tokens', async ({ loginPage, pool }) => {
  await loginPage.signIn();
  const { refreshToken } = await loginPage.tokens();
  await loginPage.signOut();
  await loginPage.expectPhoneStep();
  expect(await loginPage.tokens()).toEqual({ idToken: '', accessToken: '', refreshToken: '' });
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

test('invalid input is reported on the page before anything is sent', async ({ loginPage }) => {
  await loginPage.open();
  await loginPage.typePhone('123');
  await loginPage.requestCode();
  await loginPage.expectText(/Some digits are missing/);
  await loginPage.chooseEmail();
  await loginPage.typeEmail('ada@example@com');
  await loginPage.requestCode();
  await loginPage.expectText(/That email address doesn't look complete/);
  expect(loginPage.calls).toEqual([]);
});

test('no function writes a code, a token or a full address to its log', async ({ loginPage, pool }) => {
  await loginPage.signIn();
  const { idToken, accessToken, refreshToken } = await loginPage.tokens();
  const logs = await pool.logs();
  expect(logs).toContain('create');
  const outbox = (await (await fetch(`${pool.endpoint}/outbox`)).json()) as { to: string; body: string }[];
  const codes = outbox.map((message) => codeIn(message.body));
  expect(codes.length).toBeGreaterThan(0);
  for (const secret of [...codes, ...outbox.map((message) => message.to), idToken, accessToken, refreshToken]) {
    expect(secret).not.toBe('');
    expect(logs).not.toContain(secret);
  }
});
