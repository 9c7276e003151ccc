import type { StepView } from '../contracts/step-view.js';
import type { FrameModel } from '../contracts/view-models.js';
import type { Child, Tree } from '../dom/tree.js';

/** The one form that every step is rendered in: its texts, its live regions, its main button, and the page's slots. */
export function frame(view: StepView, { dir, waits, ids, onsubmit }: FrameModel): Tree {
  const { name, title, lead, field, error, action, after, status, quiet } = view;
  const isFirstStep = name === 'identifier';
  const busy = `${view.busy}`;
  const slot = (name: string, ...children: Child[]): Tree => ['slot', { name }, ...children];
  const shownIf = (shown: boolean, ...names: string[]): Tree => [
    'div',
    { class: 'asked', hidden: !shown },
    ...names.map((each) => slot(each)),
  ];
  // `method=dialog`: until the script has loaded, Enter submits nothing to any address.
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
    slot(
      'logo',
      view.picture || [
        'svg',
        { part: 'icon', viewBox: '0 0 24 24', 'aria-hidden': 'true' },
        ['path', { pathLength: '1', d: view.icon }],
      ],
    ),
    ['h2', { part: 'title', tabindex: '-1' }, title],
    ['p', { part: 'lead', class: 'lead' }, ...lead],
    ['div', { part: 'field', class: 'field' }, ...field],
    ['p', { id: `error${ids}`, part: 'error', class: 'error', role: 'alert' }, error],
    shownIf(isFirstStep, 'fields', 'terms'),
    shownIf(name === 'questions', 'questions'),
    shownIf(view.captcha ?? isFirstStep, 'captcha'),
    [
      'button',
      {
        type: onsubmit ? 'submit' : 'button',
        part: 'submit',
        class: 'main',
        'aria-busy': busy,
        hidden: !action,
        disabled: view.disabled,
      },
      ...(action ?? []),
    ],
    ['div', { hidden: name !== 'signed-in' }, slot('success')],
    ['div', { part: 'after', class: 'after' }, ...(after ?? [])],
    ['p', { part: 'status', class: quiet ? 'vh' : 'status', role: 'status' }, status],
    slot('support'),
    slot('footer'),
  ];
}
