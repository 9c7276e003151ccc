/** Mounts the Solid example with the ids that the gallery writes into the page. */
import { render } from 'solid-js/web';
import { SignIn } from './sign-in.js';

const app = document.querySelector<HTMLElement>('#app')!;
const { userPoolId = '', clientId = '', endpoint = '' } = app.dataset;
render(() => <SignIn userPoolId={userPoolId} clientId={clientId} endpoint={endpoint} />, app);
