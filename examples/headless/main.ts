/** A sign-in page with its own markup: renders the headless client's snapshots and turns user input into commands. */
import { createOtpClient, type OtpErrorCode, type OtpState } from '@cognito-otp/client';

const at = <T extends HTMLElement>(selector: string) => document.querySelector<T>(selector)!;
const page = at('.cafe');
const phone = at<HTMLInputElement>('#phone');
const code = at<HTMLInputElement>('#code');
const resend = at<HTMLButtonElement>('#resend');

const client = createOtpClient({
  userPoolId: page.dataset['userPoolId']!,
  clientId: page.dataset['clientId']!,
  endpoint: page.dataset['endpoint']!,
});

/** The shop's own error messages. Other error codes get the generic message in `draw`. */
const texts: Partial<Record<OtpErrorCode, string>> = {
  invalid_phone: 'That is no phone number we can text. Start with + and the country code.',
  incomplete_code: 'Enter all 6 digits of the code.',
  wrong_code: "That code isn't right. Check it and try again.",
  expired_code: 'That code has expired. Ask for a new one.',
  used_up_code: 'That code took too many tries. Ask for a new one.',
  too_many_attempts: 'Too many wrong codes. Start again to get a new one.',
  rate_limited: 'Please wait a little before asking again.',
  session_ended: 'That took too long. Start again, please.',
  offline: 'You seem to be offline. Connect and try again.',
};

let previousStep: OtpState['step'] | undefined;

function draw(state: OtpState) {
  const entering = state.step === 'code' || state.step === 'checking' || state.step === 'sending';
  const signedIn = state.step === 'signed-in' || state.step === 'signing-out';
  at('#address-form').hidden = entering || signedIn;
  at('#code-form').hidden = !entering;
  at('#signed-in').hidden = !signedIn;
  for (const button of page.querySelectorAll<HTMLButtonElement>('button[type=submit]')) {
    button.disabled = state.step === 'starting' || state.step === 'checking';
  }
  if ('delivery' in state) at('#destination').textContent = state.delivery.destination;
  if ('user' in state) at('#who').textContent = state.user.phone ?? state.user.email;
  at('#problem').textContent = state.error ? (texts[state.error.code] ?? 'That did not work. Please try again.') : '';
  if (state.step === 'code' && previousStep !== 'code') {
    if (previousStep !== 'checking') code.value = '';
    code.focus();
  }
  previousStep = state.step;
  countDown();
}

function countDown() {
  const state = client.getState();
  if (state.step !== 'code') return;
  const seconds = Math.ceil(((state.delivery.resendAt ?? 0) - Date.now()) / 1000);
  resend.disabled = seconds > 0;
  resend.textContent = seconds > 0 ? `Send again in ${seconds} s` : 'Send again';
}

at('#address-form').addEventListener('submit', (event) => {
  event.preventDefault();
  client.start({ phone: phone.value.replace(/[^\d+]/g, '') });
});
at('#code-form').addEventListener('submit', (event) => {
  event.preventDefault();
  client.submit(code.value);
});
resend.addEventListener('click', () => client.resend());
at('#back').addEventListener('click', () => client.cancel());
at('#sign-out').addEventListener('click', () => client.signOut());

client.subscribe(draw);
setInterval(countDown, 1000);
draw(client.getState());
