/** One setting of the playground: an attribute of the element or a custom property. */
export interface Knob {
  readonly label: string;
  readonly attribute?: string;
  readonly property?: string;
  /** The choices; without them, the setting is a text field. The first is the default, which the generated tag omits. */
  readonly choices?: readonly string[];
  readonly placeholder?: string;
}

/** The settings by group, in the order in which they are shown. */
export const groups: Readonly<Record<string, readonly Knob[]>> = {
  'Sign-in': [
    { label: 'Identifiers', attribute: 'identifiers', choices: ['phone email', 'phone', 'email'] },
    { label: 'App name', attribute: 'app-name', placeholder: 'Northlight' },
    { label: 'Remember', attribute: 'remember', choices: ['off', 'on'] },
    { label: 'Sign-up', attribute: 'sign-up', choices: ['auto', 'off', 'only'] },
    { label: 'Default country', attribute: 'default-country', placeholder: 'GB' },
    { label: 'Countries', attribute: 'countries', placeholder: 'GB,IE,FR' },
    { label: 'Preferred countries', attribute: 'preferred-countries', placeholder: 'GB,US' },
    { label: 'Format', attribute: 'format', choices: ['blur', 'as-you-type'] },
    { label: 'Auto-submit', attribute: 'no-auto-submit', choices: ['on', 'off'] },
  ],
  Look: [
    { label: 'Code', attribute: 'code-appearance', choices: ['cells', 'plain'] },
    { label: 'Light or dark', attribute: 'theme', choices: ['page’s', 'light', 'dark', 'auto'] },
    { label: 'Language', attribute: 'lang', placeholder: 'de' },
    { label: 'Direction', attribute: 'dir', choices: ['language’s', 'ltr', 'rtl'] },
    { label: 'Radius', property: '--cognito-otp-radius', choices: ['14px', '0px', '6px', '24px'] },
    { label: 'Density', property: '--cognito-otp-density', choices: ['1', '0.8', '1.25'] },
    { label: 'Accent', property: '--cognito-otp-accent', placeholder: 'rebeccapurple' },
  ],
};

/** Requests to the local pool's control API: move the clock, inject faults. `null` clears all faults. */
export const poolActions: readonly { readonly label: string; readonly path: string; readonly body: unknown | null }[] =
  [
    { label: '30 seconds later', path: '/clock', body: { advanceMs: 30_000 } },
    { label: '6 minutes later: codes expire', path: '/clock', body: { advanceMs: 360_000 } },
    {
      label: 'Next reply takes 4 s',
      path: '/faults',
      body: { kind: 'latency', on: { service: 'cognito-idp' }, ms: 4000, times: 1 },
    },
    { label: 'Next SMS can’t be sent', path: '/faults', body: { kind: 'throttle', on: { service: 'sns' }, times: 3 } },
    {
      label: 'Next reply is lost',
      path: '/faults',
      body: { kind: 'drop-response', on: { service: 'cognito-idp' }, times: 1 },
    },
    { label: 'No more faults', path: '/faults', body: null },
  ];
