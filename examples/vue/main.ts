/** Mounts the Vue example with the ids that the gallery writes into the page. */
import { createApp } from 'vue';
import SignIn from './sign-in.vue';

const app = document.querySelector<HTMLElement>('#app')!;
createApp(SignIn, { ...app.dataset }).mount(app);
