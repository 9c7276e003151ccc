/** Roles, names and descriptions of the views that only some pages or persons see. */
import { newEmail } from '@cognito-otp/test-kit/identifiers';
import { expect, test } from './support/fixtures.js';
import { Stage } from './support/stage.mjs';

const newUserQuestions = `<label slot="questions">Full name <input name="name" required></label>
  <label slot="questions"><input type="checkbox" required> I accept the terms</label>`;

test('a suggestion, questions, a remembered account and the list of sessions have the expected roles, names and descriptions', async ({
  page,
  gallery,
  pool,
}) => {
  const stage = new Stage(page, pool);
  await stage.open(gallery);
  const { form } = stage;
  await form.evaluate((element, questions) => {
    element.toggleAttribute('remember', true);
    element.setAttribute('app-name', 'Northlight');
    element.innerHTML = questions;
  }, newUserQuestions);
  await form.getByRole('textbox').fill('ada@gmial.com');
  await expect(form).toMatchAriaSnapshot(`
    - heading /Sign in to .*Northlight/ [level=2]
    - textbox "Email address": ada@gmial.com
    - paragraph:
      - text: Did you mean
      - button "ada@gmail.com"
      - text: "?"
    - alert
    - button "Email me a code"
    - status: /Did you mean .*ada@gmail.com.*\\?/
  `);

  const email = newEmail();
  await form.getByRole('textbox').fill(email);
  await form.getByRole('button', { name: 'Email me a code' }).click();
  await form.getByRole('textbox', { name: 'One-time code' }).waitFor();
  const messages = await (await fetch(`${pool.endpoint}/outbox`)).json();
  const { body } = messages.find(({ to }: { to: string }) => to === email);
  await form.getByRole('textbox').fill(/\d{6}/.exec(body)![0]);
  await form.getByRole('heading', { name: 'Almost done' }).waitFor();
  await form.getByRole('button', { name: 'Continue' }).click();
  await expect(form).toMatchAriaSnapshot(`
    - heading "Almost done" [level=2]
    - paragraph: Answer these questions to finish.
    - alert: /Full name.*This needs an answer\\. .*I accept the terms.*Tick this to go on\\./
    - text: Full name
    - textbox "Full name" [invalid]
    - checkbox "I accept the terms" [invalid]
    - text: I accept the terms
    - button "Continue"
    - button "Sign out"
    - status
  `);
  await expect(form.getByRole('textbox')).toBeFocused();

  await form.getByRole('textbox').fill('Ada');
  await form.getByRole('checkbox').check();
  await form.getByRole('button', { name: 'Continue' }).click();
  await form.getByRole('heading', { name: "You're signed in" }).waitFor();
  await showSessions(stage);
  await expect(page.locator('cognito-otp-session')).toMatchAriaSnapshot(`
    - heading "Where you're signed in" [level=2]
    - list "Where you're signed in":
      - listitem:
        - text: /Firefox 140 This device Lyon, France Last active:/
        - time
        - button "Sign out Firefox 140 This device Lyon, France"
      - listitem:
        - text: /Unknown device Last active:/
        - time
        - button "Yes, sign out Unknown device"
        - button "Cancel Unknown device"
    - alert
    - status
  `);

  await form.getByRole('button', { name: 'Sign out', exact: true }).click();
  await form.getByRole('button', { name: 'Not you?' }).waitFor();
  await expect(form).toMatchAriaSnapshot(`
    - /children: equal
    - heading /Sign in to .*Northlight/ [level=2]
    - paragraph: Welcome back. We'll email you a code.
    - alert
    - button "Continue as a•••@example.com"
    - button "Not you?"
    - status: You've signed out.
  `);
});

/** Adds a list of two sessions, and asks whether to end the second one. */
async function showSessions(stage: Stage) {
  const { page, pool } = stage;
  await page.route(`${pool.endpoint}/`, (route) => {
    if (!route.request().headers()['x-amz-target']?.endsWith('.ListUserSessions')) return route.fallback();
    const seconds = Date.now() / 1000;
    const session = { SessionStatus: 'ACTIVE', CreationDate: seconds, LastActiveDate: seconds };
    const Sessions = [
      {
        ...session,
        SessionId: 'a',
        IsCurrentSession: true,
        DeviceType: 'Firefox 140',
        LastLocation: { City: 'Lyon', Country: 'France' },
      },
      { ...session, SessionId: 'b', IsCurrentSession: false },
    ];
    return route.fulfill({ headers: { 'access-control-allow-origin': '*' }, json: { Sessions } });
  });
  await stage.form.evaluate((form) => {
    const element = document.createElement('cognito-otp-session');
    for (const name of ['user-pool-id', 'client-id', 'endpoint']) element.setAttribute(name, form.getAttribute(name)!);
    element.toggleAttribute('sessions', true);
    form.after(element);
  });
  await page.getByRole('button', { name: 'Sign out Unknown device' }).click();
}
