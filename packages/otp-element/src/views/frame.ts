import type { StepView } from '../contracts/step-view.js';
import type { Tree } from '../dom/tree.js';

/** What is around a step: of the element, not of the step. */
export interface Surroundings {
  readonly dir: string | undefined;
  /** It isn't known yet what to show: the form holds its place, unseen. */
  readonly waits: boolean;
  /** What ends the ids in the form. */
  readonly ids: string;
  /** Without it the main button does nothing, there being no script yet. */
  readonly onsubmit?: (event: Event) => void;
}

/** The one form that every step is drawn in: its texts, its live regions, its button, the page's slots. */
export function frame(view: StepView, { dir, waits, ids, onsubmit }: Surroundings): Tree {
  const { name, title, lead, field, error, action, status, quiet } = view;
  const first = name === 'identifier';
  const busy = `${view.busy}`;
  const slot = (name: string, ...children: Tree[]): Tree => ['slot', { name }, ...children];
  // `method=dialog`: until the script is there, Enter sends nothing anywhere.
  return [
    'form',
    {
      part: 'form',
      method: 'dialog',
      novalidate: true,
      dir,
      'data-step': name,
      inert: waits,
      onsubmit,
    },
    slot('header'),
    slot('logo', [
      'svg',
      { part: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
      ['path', { pathLength: '1', d: view.icon }],
    ]),
    ['h2', { part: 'title', tabindex: '-1' }, title],
    ['p', { part: 'lead', class: 'lead' }, ...lead],
    ['div', { part: 'field', class: 'field' }, ...(Array.isArray(field) ? field : [])],
    ['p', { id: `error${ids}`, part: 'error', class: 'error', role: 'alert' }, error],
    ['div', { class: 'asked', hidden: !first }, slot('fields'), slot('terms')],
    ['div', { class: 'asked', hidden: !(view.captcha ?? first) }, slot('captcha')],
    [
      'button',
      { type: onsubmit ? 'submit' : 'button', part: 'submit', class: 'main', 'aria-busy': busy, hidden: !action },
      action,
    ],
    ['div', { part: 'after', class: 'after' }],
    ['p', { part: 'status', class: quiet ? 'vh' : 'status', role: 'status' }, status],
    ['div', { hidden: name !== 'signed-in' }, slot('success')],
    slot('support'),
    slot('footer'),
  ];
}
