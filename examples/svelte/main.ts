/** Mounts the Svelte example with the ids that the gallery writes into the page. */
import { mount } from 'svelte';
import SignIn from './sign-in.svelte';

const target = document.querySelector<HTMLElement>('#app')!;
const { userPoolId = '', clientId = '', endpoint = '' } = target.dataset;
mount(SignIn, { target, props: { userPoolId, clientId, endpoint } });
