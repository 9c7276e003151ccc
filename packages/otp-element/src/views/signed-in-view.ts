import type { StepView } from '../contracts/step-view.js';
import type { SignedInModel } from '../contracts/view-models.js';

const CHECK_MARK_PATH = 'M5.5 12.5l4.3 4.3 8.7-9.3';

/** The last step: says who is signed in, links to the page's redirect, and offers to sign out. */
export function signedInView({ messages, name, redirect, busy, error, status, quiet }: SignedInModel): StepView {
  const [before, after] = messages.get('successLead').split('{name}');
  return {
    name: 'signed-in',
    icon: CHECK_MARK_PATH,
    title: messages.get('successTitle'),
    lead: [before, ['bdi', { part: 'user' }, ['b', {}, name]], after],
    busy,
    error,
    status,
    quiet,
    field: [!!redirect && ['a', { part: 'continue', class: 'main', href: redirect }, messages.get('continue')]],
    after: [['button', { part: 'sign-out', class: 'second', 'aria-busy': `${busy}` }, messages.get('signOut')]],
  };
}
