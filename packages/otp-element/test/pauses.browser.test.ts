/** How the form shows that a visitor has to wait: locks, pauses between messages and countdowns. */
import { expect } from '@open-wc/testing';
import { clearStorage, LoginPage, newPhone, until } from './support/login-page.js';

/** Simulates triggers that send no message at the start and give this reason. */
function refusingMessages(reason: string, resendAt: number | null): typeof fetch {
  return async (input, init) => {
    const reply = await fetch(input, init);
    if (JSON.parse(String(init?.body)).AuthFlow !== 'CUSTOM_AUTH') return reply;
    const answer = await reply.json();
    const { expiresAt: _, resendAt: __, ...parameters } = answer.ChallengeParameters;
    const resend = resendAt ? { resendAt: String(resendAt) } : {};
    answer.ChallengeParameters = { ...parameters, ...resend, now: String(Date.now()), reason };
    return new Response(JSON.stringify(answer), reply);
  };
}

describe('waiting times', () => {
  let login: LoginPage;
  beforeEach(clearStorage);
  afterEach(() => {
    login.close();
    clearStorage();
  });

  async function requestRefused(reason: string, resendAt: number | null): Promise<void> {
    login = LoginPage.create();
    login.element.fetcher = refusingMessages(reason, resendAt);
    await login.attach();
    await login.typeIdentifier(newPhone());
    await login.pressEnter();
  }

  async function startRefused(reason: string, resendAt: number | null): Promise<void> {
    await requestRefused(reason, resendAt);
    await until(() => login.error, 'an error');
  }

  it('a lock until the next day shows the day and sets :state(locked)', async () => {
    await startRefused('locked', Date.now() + 86_400_000);
    const day = new Intl.DateTimeFormat('en', { weekday: 'short' }).format(Date.now() + 86_400_000);
    expect(login.title).to.equal('Sign-in is paused');
    expect(login.error).to.match(/^You can try again from /);
    expect(login.error).to.include(day);
    expect(login.element.matches(':state(locked):state(error)')).to.equal(true);
    expect(login.events.find(({ type }) => type === 'lockout')?.detail).to.deep.include({ reason: 'locked' });
  });

  it('a lock without an end shows no time', async () => {
    await startRefused('locked', null);
    expect(login.title).to.equal('Sign-in is paused');
    expect(login.error).to.equal('Try again later.');
    expect(login.button('Try again').disabled).to.equal(false);
  });

  it('a wait for the next message that ends today shows the time of day', async () => {
    const end = new Date().setHours(23, 58, 30, 0);
    await startRefused('rate_limited', end);
    expect(login.error.replace('\u202f', ' ')).to.match(/^Try again at (11:59 PM|23:59)\.$/);
    expect(login.element.matches(':state(locked)')).to.equal(false);
  });

  it('a wait for the next message without an end shows no time', async () => {
    await startRefused('rate_limited', null);
    expect(login.title).to.equal('No code can be sent yet');
    expect(login.error).to.equal('Try again later.');
  });

  it('a used-up code has no waiting time, and a new one can be requested', async () => {
    await startRefused('used_up', null);
    expect(login.title).to.equal('You need a new code');
    expect(login.error).to.equal("That code can't be used any more. Request a new one.");
    expect(login.button('Send a new code').part.contains('submit')).to.equal(true);
  });

  it('a countdown that ends during rendering is removed', async () => {
    const { now } = Date;
    const end = now() + 5000;
    const countdown = () => login.element.renderRoot.querySelector('[part=countdown]');
    try {
      Date.now = () => (countdown() ? Math.max(now(), end + 1) : Math.min(now(), end - 1));
      // The error disappears with the countdown, possibly before a test could see it.
      await requestRefused('rate_limited', end);
      await login.expectTitle('Get your code');
      expect(countdown(), 'the countdown').to.equal(null);
    } finally {
      Date.now = now;
    }
  });
});
