'use client';

/** The React components of the elements, for React 18 and later. Their props are described in `types/react.d.ts`. */
import type { PropertyDeclaration } from '@lit/reactive-element';
import { loginShadow } from '#shadow-content';
import { CognitoOtpLogin } from './elements/cognito-otp-login.js';
import { createComponent } from './react/component.js';
import { COMPANION_EVENTS, LOGIN_EVENTS } from './react/events.js';

const COMPANION_ATTRIBUTES = {
  userPoolId: 'user-pool-id',
  clientId: 'client-id',
  region: 'region',
  endpoint: 'endpoint',
  persistence: 'persistence',
};

const loginProperties = Object.entries<PropertyDeclaration>(CognitoOtpLogin.properties).filter(
  ([name, { state }]) => !state && name !== 'step',
);

/**
 * Loads the companion elements, whose code includes the client, after the first paint. After a
 * failure the next mounted component tries again.
 */
const defineCompanions = () => void import('./define-companions.js').catch(() => undefined);

/** On a server a companion shows nothing: only the browser knows whether a user is signed in. */
const emptyShadow = () => '';

/** `<cognito-otp-login>` as a React component. */
export const OtpLogin = createComponent({
  tag: 'cognito-otp-login',
  attributes: {
    ...Object.fromEntries(
      loginProperties.flatMap(([name, { attribute }]) =>
        attribute === false ? [] : [[name, typeof attribute === 'string' ? attribute : name.toLowerCase()]],
      ),
    ),
    autoFocus: 'autofocus',
  },
  properties: loginProperties.flatMap(([name, { attribute }]) => (attribute === false ? [name] : [])),
  events: LOGIN_EVENTS,
  printShadow: loginShadow,
  define() {
    if (!customElements.get('cognito-otp-login')) customElements.define('cognito-otp-login', CognitoOtpLogin);
  },
});

/** `<cognito-otp-session>` as a React component. */
export const OtpSession = createComponent({
  tag: 'cognito-otp-session',
  attributes: { ...COMPANION_ATTRIBUTES, sessions: 'sessions' },
  properties: [],
  events: COMPANION_EVENTS,
  printShadow: emptyShadow,
  define: defineCompanions,
});

/** `<cognito-otp-logout>` as a React component. */
export const OtpLogout = createComponent({
  tag: 'cognito-otp-logout',
  attributes: { ...COMPANION_ATTRIBUTES, everywhere: 'everywhere' },
  properties: [],
  events: COMPANION_EVENTS,
  printShadow: emptyShadow,
  define: defineCompanions,
});
