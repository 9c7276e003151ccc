import type { OtpError } from '@cognito-otp/client';
import { ErrorEvent } from '../contracts/events.js';
import type { CognitoOtpLogin } from '../elements/cognito-otp-login.js';
import type { Problem } from './login-controller.js';

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** Whether an element is a control: the browser's, or one of a page's own kind that takes part in forms as they do. */
const isControl = (element: Element): element is Control =>
  /^(input|select|textarea)$/.test(element.localName) ||
  (element.localName.includes('-') && ['checkValidity', 'reportValidity'].every((method) => method in element));

/** The controls the page put into a slot; in a light-dom form they stand inside the slot itself. */
function slotted(host: CognitoOtpLogin, name: string): Control[] {
  const slot = host.renderRoot.querySelector<HTMLSlotElement>(`slot[name=${name}]`);
  const given = slot?.assignedElements({ flatten: true }) ?? [];
  const elements = given.length ? given : Array.from(slot?.children ?? []);
  return elements.flatMap((element) => [element, ...element.querySelectorAll('*')].filter(isControl));
}

/**
 * The sign-up attributes that the page asks for, by the names of its controls; null when one of them isn't filled in as
 * it wants, which the browser then says in its own words.
 */
export function signUpAttributes(host: CognitoOtpLogin): Record<string, string> | null {
  const own = Array.from(host.renderRoot.querySelectorAll<Control>('[data-field]'));
  const fields = [...own, ...slotted(host, 'fields')];
  const refused = [...fields, ...slotted(host, 'terms')].find((control) => !control.checkValidity());
  if (refused) {
    refused.reportValidity();
    return null;
  }
  // A page's own kind of checkbox need not say that it is one.
  const isOn = ({ type, checked }: Partial<HTMLInputElement>) =>
    (type && !/^(checkbox|radio)$/.test(type)) || checked !== false;
  const chosen = fields.filter((control) => control.name && control.value && isOn(control as HTMLInputElement));
  return Object.fromEntries(chosen.map((control) => [control.name, control.value]));
}

/** The CAPTCHA's token: from the page's function, or from what its widget in the slot wrote into a field. */
export async function captchaToken(host: CognitoOtpLogin): Promise<string | undefined> {
  const { captcha } = host;
  if (captcha) return typeof captcha === 'function' ? captcha() : captcha;
  return slotted(host, 'captcha').find((control) => control.value)?.value;
}

/** Whose `errorTransformer` was found to fail, and which it was: it is asked each time the form is drawn, and told once. */
const failing = new WeakMap<CognitoOtpLogin, unknown>();

/** The page's text for an error, else ours: a page that fails at that leaves nobody without words. */
export function errorText(host: CognitoOtpLogin, error: OtpError | Problem, text: string): string {
  const { errorTransformer } = host;
  try {
    const own: unknown = errorTransformer?.(error, text) ?? text;
    if (typeof own === 'string') return own;
    throw new TypeError('errorTransformer: give a function that returns a text');
  } catch (fault) {
    if (failing.get(host) !== errorTransformer) {
      failing.set(host, errorTransformer);
      const message = fault instanceof Error ? fault.message : String(fault);
      host.dispatchEvent(new ErrorEvent('configuration', message, false, null));
    }
    return text;
  }
}
