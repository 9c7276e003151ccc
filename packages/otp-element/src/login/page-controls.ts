import type { OtpError } from '@cognito-otp/client';
import { LoginErrorEvent } from '../contracts/events.js';
import type { LoginHost } from '../contracts/login-host.js';
import type { LoginProblem } from '../contracts/login-problem.js';

/** What the page contributes to a sign-in: answers from controls in its slots, a CAPTCHA's token, and texts for errors. */

/** A form control of the page, or one that the element made for a question in `fields`. */
export type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const NATIVE_CONTROLS: ReadonlySet<string> = new Set(['input', 'select', 'textarea']);

/** Whether an element is a form control: a native one, or a custom element with the same validation methods. */
const isControl = (element: Element): element is Control =>
  NATIVE_CONTROLS.has(element.localName) ||
  (element.localName.includes('-') && ['checkValidity', 'reportValidity'].every((method) => method in element));

/** The controls that the page put into a slot; in light DOM they are children of the `<slot>` itself. */
export function slottedControls(host: LoginHost, name: string): Control[] {
  const slot = host.renderRoot.querySelector<HTMLSlotElement>(`slot[name=${name}]`);
  const assigned = slot?.assignedElements({ flatten: true }) ?? [];
  const elements = assigned.length ? assigned : Array.from(slot?.children ?? []);
  return elements.flatMap((element) => [element, ...element.querySelectorAll('*')].filter(isControl));
}

/** Whether the control's value counts: a checkbox or radio button only if it is checked. */
function hasAnswer(control: Control): boolean {
  if (!control.name || !control.value) return false;
  const { type, checked } = control as Partial<HTMLInputElement>;
  // A custom element that acts as a checkbox may have no `type`.
  return (!!type && type !== 'checkbox' && type !== 'radio') || checked !== false;
}

/** The controls of the first step whose answers become sign-up attributes. */
export const signUpControls = (host: LoginHost): Control[] => [
  ...host.renderRoot.querySelectorAll<Control>('[data-field]'),
  ...slottedControls(host, 'fields'),
];

/** The answers by the names of the controls, which are those of user attributes. */
export const answersOf = (controls: readonly Control[]): Record<string, string> =>
  Object.fromEntries(controls.filter(hasAnswer).map((control) => [control.name, control.value]));

/** The CAPTCHA's token: from the `captcha` property, or from the field that the widget in the slot filled in. */
export async function captchaToken(host: LoginHost): Promise<string | undefined> {
  const { captcha } = host;
  if (captcha) return typeof captcha === 'function' ? captcha() : captcha;
  return slottedControls(host, 'captcha').find((control) => control.value)?.value;
}

/** The `errorTransformer` that failed, by host: it is called at each update, and its failure is reported once. */
const failedTransformers = new WeakMap<LoginHost, LoginHost['errorTransformer']>();

/** The page's text for an error; if its `errorTransformer` fails, the element's own `text`. */
export function errorText(host: LoginHost, error: OtpError | LoginProblem, text: string): string {
  const { errorTransformer } = host;
  try {
    const own: unknown = errorTransformer?.(error, text) ?? text;
    if (typeof own === 'string') return own;
    throw new TypeError('Invalid property "errorTransformer": expected a function that returns a string.');
  } catch (cause) {
    if (failedTransformers.get(host) !== errorTransformer) {
      failedTransformers.set(host, errorTransformer);
      const message = cause instanceof Error ? cause.message : String(cause);
      host.dispatchEvent(new LoginErrorEvent('configuration', message, false, null));
    }
    return text;
  }
}
