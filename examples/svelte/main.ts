import { mount } from 'svelte';
import SignIn from './sign-in.svelte';

const target = document.querySelector<HTMLElement>('#app')!;
const { userPoolId = '', clientId = '', endpoint = '' } = target.dataset;
mount(SignIn, { target, props: { userPoolId, clientId, endpoint } });
