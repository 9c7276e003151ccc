/** Mounts the React 18 example with the ids that the gallery writes into the page. */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { SignIn } from './sign-in.js';

const app = document.querySelector<HTMLElement>('#app')!;
const { userPoolId = '', clientId = '', endpoint = '' } = app.dataset;

createRoot(app).render(
  <StrictMode>
    <SignIn pool={{ userPoolId, clientId, endpoint }} />
  </StrictMode>,
);
