/** Mounts the Angular example with the ids that the gallery writes into the page. */
import { bootstrapApplication } from '@angular/platform-browser';
import { POOL, SignIn } from './sign-in.js';

const app = document.querySelector<HTMLElement>('app-sign-in')!;
const { userPoolId = '', clientId = '', endpoint = '' } = app.dataset;
await bootstrapApplication(SignIn, { providers: [{ provide: POOL, useValue: { userPoolId, clientId, endpoint } }] });
