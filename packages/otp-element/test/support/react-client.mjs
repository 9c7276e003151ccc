/** Renders the application of the React tests in a page, and records React's complaints. */
import { createRoot, hydrateRoot } from 'react-dom/client';
import { app } from './react-app.mjs';

const page = { calls: [], operations: [], problems: [] };
window.page = page;
for (const level of ['error', 'warn']) {
  const original = console[level];
  console[level] = (...given) => {
    page.problems.push(given.map(String).join(' '));
    original(...given);
  };
}

const root = document.querySelector('#root');
const content = app({ pool: JSON.parse(document.querySelector('#pool').textContent), page });
const onRecoverableError = (error) => page.problems.push(String(error));
if (root.hasChildNodes()) page.root = hydrateRoot(root, content, { onRecoverableError });
else {
  page.root = createRoot(root);
  page.root.render(content);
}
