import { expect } from '@open-wc/testing';
import { LoginPage, newPhone, until } from './support/login-page.js';

/** A pool whose triggers answer the start with a reason for sending nothing. */
function pausing(reason: string, resendAt: number | null): typeof fetch {
  return async (input, init) => {
    const reply = await fetch(input, init);
    if (JSON.parse(String(init?.body)).AuthFlow !== 'CUSTOM_AUTH') return reply;
    const answer = await reply.json();
    const { expiresAt: _, resendAt: __, ...said } = answer.ChallengeParameters;
    const when = resendAt ? { resendAt: String(resendAt) } : {};
    answer.ChallengeParameters = { ...said, ...when, now: String(Date.now()), reason };
    return new Response(JSON.stringify(answer), reply);
  };
}

describe('waiting times', () => {
  let I: LoginPage;
  const forget = () => {
    localStorage.clear();
    sessionStorage.clear();
  };
  beforeEach(forget);
  afterEach(() => {
    I.close();
    forget();
  });

  async function askWhen(reason: string, resendAt: number | null): Promise<void> {
    I = LoginPage.prepare();
    I.element.fetcher = pausing(reason, resendAt);
    await I.show();
    await I.typeIdentifier(newPhone());
    await I.enter();
    await until(() => I.error, 'an error');
  }

  it('a lock until the next day shows the day and sets :state(locked)', async () => {
    await askWhen('locked', Date.now() + 86_400_000);
    const day = new Intl.DateTimeFormat('en', { weekday: 'short' }).format(Date.now() + 86_400_000);
    expect(I.error).to.match(/^Sign-in is paused to keep your account safe\. Possible again from: /);
    expect(I.error).to.include(day);
    expect(I.element.matches(':state(locked):state(error)')).to.equal(true);
    expect(I.events.find(({ type }) => type === 'lockout')?.detail).to.deep.include({ reason: 'locked' });
  });

  it('a lock without an end shows no time', async () => {
    await askWhen('locked', null);
    expect(I.error).to.equal('Sign-in is paused to keep your account safe. Try again later.');
  });

  it('a wait for the next message that ends today shows the time of day', async () => {
    const end = new Date().setHours(23, 58, 30, 0);
    await askWhen('rate_limited', end);
    expect(I.error.replace('\u202f', ' ')).to.match(/next one at (11:59 PM|23:59)\.$/);
    expect(I.element.matches(':state(locked)')).to.equal(false);
  });

  it('a wait for the next message without an end shows no time', async () => {
    await askWhen('rate_limited', null);
    expect(I.error).to.equal('No new code can be sent yet. Try again later.');
  });

  it('a used-up code has no waiting time, and a new one can be requested', async () => {
    await askWhen('used_up', null);
    expect(I.error).to.equal("That code can't be used any more. Request a new one.");
    expect(I.button('Send a new code').part.contains('submit')).to.equal(true);
  });

  it('a countdown that ends during rendering is removed', async () => {
    const { now } = Date;
    const end = now() + 5000;
    const drawn = () => I.element.renderRoot.querySelector('[part=countdown]');
    try {
      Date.now = () => (drawn() ? Math.max(now(), end + 1) : Math.min(now(), end - 1));
      await askWhen('rate_limited', end);
      await until(() => !drawn(), 'the end of the countdown');
    } finally {
      Date.now = now;
    }
  });
});
