/** The application of the React tests, rendered on a server and in a browser, by React 18 and 19. */
import { createElement, StrictMode, useReducer, useRef, useState } from 'react';
import { OtpLogin, OtpLogout, OtpSession } from '../../src/react.js';

/**
 * @param {{ pool: object, page?: object }} props the pool to sign in to, and where the application records what happens: the
 *   handlers' calls with the number of the rendering that made the handler, and the operations that were sent
 */
function App({ pool, page }) {
  const login = useRef(null);
  const [props, change] = useReducer((before, changed) => ({ ...before, ...changed }), {});
  const [rendering, setRendering] = useState(1);
  const [shown, setShown] = useState(true);
  if (page) Object.assign(page, { login, change, setRendering, setShown });
  const record = ({ type }) => page.calls.push(`${type} ${rendering}`);
  const fetcher = (address, options) => {
    page.operations.push(new Headers(options.headers).get('x-amz-target').split('.')[1]);
    return fetch(address, options);
  };
  const form = {
    ...pool,
    ref: login,
    id: 'form',
    className: 'wide',
    lang: 'en',
    defaultCountry: 'GB',
    lightDom: false,
    messages: { title: `Rendering ${rendering}` },
    fetcher,
    onSuccess: record,
    onSignedOut: record,
    ...props,
  };
  return createElement(
    'main',
    {},
    shown && createElement(OtpLogin, form, createElement('p', { slot: 'footer' }, 'Footer')),
    createElement(OtpSession, pool, createElement('p', { slot: 'signed-out' }, 'Nobody')),
    createElement(OtpLogout, pool),
  );
}

/** The application's root, as both sides render it. */
export const app = (props) => createElement(StrictMode, {}, createElement(App, props));
