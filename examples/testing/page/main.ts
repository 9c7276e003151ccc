/** The page under test. The local pool's Vite plugin sets the variables; a test may name another pool in the page's address. */
import { finishSignIn, type Settings, type StartedSignIn, startSignIn } from '../sign-in.js';

const query = new URLSearchParams(location.search);
const settings: Settings = {
  endpoint: query.get('endpoint') ?? import.meta.env.VITE_COGNITO_ENDPOINT,
  clientId: query.get('client-id') ?? import.meta.env.VITE_COGNITO_CLIENT_ID,
};

const find = <T extends HTMLElement>(selector: string): T => document.querySelector<T>(selector)!;
const phoneForm = find<HTMLFormElement>('#phone-form');
const codeForm = find<HTMLFormElement>('#code-form');
const status = find('#status');
let started: StartedSignIn | undefined;

/** Runs a step of the sign-in when a form is submitted, and shows its error. */
function onSubmit(form: HTMLFormElement, step: () => Promise<void>) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    try {
      await step();
    } catch (error) {
      status.textContent = error instanceof Error ? error.message : String(error);
    }
  });
}

onSubmit(phoneForm, async () => {
  started = await startSignIn(settings, find<HTMLInputElement>('#phone').value);
  phoneForm.hidden = true;
  codeForm.hidden = false;
  status.textContent = 'A code was sent.';
});
onSubmit(codeForm, async () => {
  if (started === undefined) return;
  await finishSignIn(settings, started, find<HTMLInputElement>('#code').value);
  codeForm.hidden = true;
  status.textContent = 'Signed in.';
});
