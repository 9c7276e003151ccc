/** Password and code: SRP proves the password (`withPassword`), then the client asks for a code as the second factor. */
import { createOtpClient, type OtpErrorCode, type OtpState } from '@cognito-otp/client';

const at = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector)!;
const page = at('.harbour');
const code = at<HTMLInputElement>('#code');

const client = createOtpClient({
  userPoolId: page.dataset['userPoolId']!,
  clientId: page.dataset['clientId']!,
  endpoint: page.dataset['endpoint']!,
  signUp: 'off',
  // A bank's session ends with the tab. It also keeps this session apart from the gallery's other local pool, which has the same ids.
  persistence: 'session',
});

/** The bank's own error messages. Other error codes get the generic message in `draw`. */
const texts: Partial<Record<OtpErrorCode, string>> = {
  not_authorized: 'The number or the password is not right.',
  incomplete_code: 'Enter all 6 digits of the code.',
  wrong_code: 'That code is not right. Check it and try again.',
  expired_code: 'That code has expired. Start again to get a new one.',
  too_many_attempts: 'Too many wrong codes. Start again.',
  rate_limited: 'Please wait a little before asking again.',
  offline: 'You seem to be offline. Connect and try again.',
};

let previousStep: OtpState['step'] | undefined;

function draw(state: OtpState) {
  const entering = state.step === 'code' || state.step === 'checking';
  const signedIn = state.step === 'signed-in' || state.step === 'signing-out';
  at('#password-form').hidden = entering || signedIn;
  at('#code-form').hidden = !entering;
  at('#signed-in').hidden = !signedIn;
  at('.progress').hidden = signedIn;
  at('#first').ariaCurrent = entering ? 'false' : 'step';
  at('#second').ariaCurrent = entering ? 'step' : 'false';
  for (const button of page.querySelectorAll<HTMLButtonElement>('button[type=submit]')) {
    button.disabled = state.step === 'starting' || state.step === 'checking';
  }
  if ('delivery' in state) at('#destination').textContent = state.delivery.destination;
  if ('user' in state) at('#who').textContent = state.user.phone ?? state.user.username;
  at('#problem').textContent = state.error ? (texts[state.error.code] ?? 'That did not work. Please try again.') : '';
  if (state.step === 'code' && previousStep !== 'checking') {
    code.value = '';
    code.focus();
  }
  previousStep = state.step;
}

at('#password-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  // Loads the SRP implementation only when the user signs in, not with the page.
  const { withPassword } = await import('@cognito-otp/client/password');
  const phone = at<HTMLInputElement>('#phone').value.replace(/[^\d+]/g, '');
  client.start({ phone }, { firstFactor: withPassword(at<HTMLInputElement>('#password').value) });
});
at('#code-form').addEventListener('submit', (event) => {
  event.preventDefault();
  client.submit(code.value);
});
at('#back').addEventListener('click', () => client.cancel());
at('#sign-out').addEventListener('click', () => client.signOut());

client.subscribe(draw);
draw(client.getState());
