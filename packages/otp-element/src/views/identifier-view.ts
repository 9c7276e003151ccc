import type { StepView } from '../contracts/step-view.js';
import type { IdentifierModel } from '../contracts/view-models.js';
import type { Child, Tree } from '../dom/tree.js';
import { IDENTIFIER_PATH } from './icons.js';

/** What the identifier step itself decides of its view; the element adds errors and states. */
type IdentifierView = Pick<StepView, 'name' | 'icon' | 'title' | 'lead' | 'action' | 'field'>;

/** The first step: a phone number or an email address, and a switch where both are accepted. */
export function identifierView(model: IdentifierModel): IdentifierView {
  const { kinds, kind, text, countries, oncountry, suggestion, questions, answers } = model;
  const phone = kind === 'phone';
  return {
    name: 'identifier',
    icon: IDENTIFIER_PATH,
    title: text('title'),
    lead: [text(phone ? 'leadPhone' : 'leadEmail')],
    action: [text(phone ? 'sendSms' : 'sendEmail')],
    field: [
      kinds[1] && kindSwitch(model),
      [
        'div',
        { part: 'fields', class: 'group' },
        phone &&
          !!countries &&
          labeled(text('country'), '', [
            'select',
            { part: 'country', name: 'country', autocomplete: 'tel-country-code', onchange: oncountry },
            ...countries,
          ]),
        identifierField(model),
        ...(questions ?? []).map(({ name, label, type, autocomplete, required }) =>
          labeled(label, '', [
            'input',
            {
              part: 'input',
              'data-field': true,
              name,
              type: type ?? 'text',
              autocomplete: autocomplete ?? 'on',
              '.defaultValue': answers?.get(name) ?? '',
              required,
            },
          ]),
        ),
      ],
      suggestion,
    ],
  };
}

/** A field below its label, with `beside` after the label's text. */
const labeled = (name: string, beside: Child, field: Tree): Tree => [
  'label',
  {},
  ['span', { part: 'label' }, beside ? `${name} ` : name, beside],
  field,
];

const kindSwitch = ({ kinds, kind, text, onkind }: IdentifierModel): Tree => [
  'fieldset',
  { part: 'kinds' },
  ['legend', { class: 'vh' }, text('kind')],
  ...kinds.map(
    (each): Tree => [
      'label',
      { part: each === kind ? 'kind kind-chosen' : 'kind' },
      ['input', { type: 'radio', name: 'kind', '.checked': each === kind, onchange: () => onkind?.(each) }],
      text(each === 'phone' ? 'kindPhone' : 'kindEmail'),
    ],
  ),
];

/** The field for the identifier, with the calling code beside a phone number's label. */
function identifierField({ kind, text, prefix, typed, invalid, ids, oninput, onblur }: IdentifierModel): Tree {
  const shared = {
    part: 'input',
    name: kind,
    'aria-invalid': `${!!invalid}`,
    'aria-describedby': `error${ids}`,
    '.value': typed ?? '',
    oninput,
  };
  return kind === 'phone'
    ? labeled(text('phone'), prefix, ['input', { type: 'tel', autocomplete: 'tel', ...shared, onblur }])
    : labeled(text('email'), '', [
        'input',
        {
          type: 'email',
          inputmode: 'email',
          autocomplete: 'username',
          autocapitalize: 'none',
          spellcheck: 'false',
          ...shared,
        },
      ]);
}
