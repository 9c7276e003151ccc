/** Renders the application of the React tests to HTML. */
import { renderToString } from 'react-dom/server';
import { app } from './react-app.mjs';

/** @param {object} pool the pool to sign in to */
export const render = (pool) => renderToString(app({ pool }));
