import type { StepView } from '../contracts/step-view.js';
import type { Child, Tree } from '../dom/tree.js';
import type { Kind, SignUpField } from '../elements/cognito-otp-login.js';
import type { first } from '../i18n/messages/first.js';
import { identifierPath } from './icons.js';

/** What the first step shows, be it drawn in the page or on its server. */
export interface IdentifierForm {
  /** What people sign in with; where there are two, they choose. */
  readonly kinds: readonly Kind[];
  readonly kind: Kind;
  readonly text: (key: keyof typeof first) => string;
  /** The list of countries, if there is more than one. */
  readonly countries: readonly Child[] | null;
  /** The calling code before the number, and whether the list of countries shows it too. */
  readonly prefix?: { readonly text: string; readonly near: boolean };
  readonly typed?: string;
  readonly invalid?: boolean;
  /** What ends the ids in the form. */
  readonly ids: string;
  readonly questions?: readonly SignUpField[];
  readonly answer?: (name: string) => string;
  readonly onkind?: (kind: Kind) => void;
  readonly oncountry?: (event: Event) => void;
  readonly oninput?: (event: Event) => void;
  readonly onblur?: () => void;
}

/** What a list of identifiers takes, in the order of the switch; all where it names none. */
export function kindsIn(identifiers: string | undefined): Kind[] {
  const kinds = (['phone', 'email'] as const).filter((kind) => identifiers?.includes(kind));
  return kinds[0] ? kinds : ['phone', 'email'];
}

/** A field under its name, and what stands beside the name. */
const labelled = (name: string, beside: Child, field: Tree): Tree => [
  'label',
  {},
  ['span', { part: 'label' }, beside ? `${name} ` : name, beside],
  field,
];

/** The first step: a phone number or an e-mail address, and an explicit switch where both are taken. */
export function identifierView(
  form: IdentifierForm,
): Pick<StepView, 'name' | 'icon' | 'title' | 'lead' | 'action' | 'field'> {
  const { kinds, kind, text, countries, prefix, typed, invalid, ids, oninput } = form;
  const phone = kind === 'phone';
  const field = {
    part: 'input',
    name: kind,
    'aria-invalid': `${!!invalid}`,
    'aria-describedby': `error${ids}`,
    '.value': typed ?? '',
    oninput,
  };
  return {
    name: 'identifier',
    icon: identifierPath,
    title: text('title'),
    lead: [text(phone ? 'leadPhone' : 'leadEmail')],
    action: text(phone ? 'sendSms' : 'sendEmail'),
    field: [
      kinds[1] && [
        'fieldset',
        { part: 'kinds' },
        ['legend', { class: 'vh' }, text('kind')],
        ...kinds.map(
          (each): Tree => [
            'label',
            { part: each === kind ? 'kind kind-chosen' : 'kind' },
            ['input', { type: 'radio', name: 'kind', '.checked': each === kind, onchange: () => form.onkind?.(each) }],
            text(each === 'phone' ? 'kindPhone' : 'kindEmail'),
          ],
        ),
      ],
      [
        'div',
        { part: 'fields', class: 'group' },
        phone &&
          !!countries &&
          labelled(text('country'), '', [
            'select',
            { part: 'country', name: 'country', autocomplete: 'tel-country-code', onchange: form.oncountry },
            ...countries,
          ]),
        phone
          ? labelled(text('phone'), prefix && ['bdi', { part: 'prefix', 'data-near': prefix.near }, prefix.text], [
              'input',
              { type: 'tel', autocomplete: 'tel', ...field, onblur: form.onblur },
            ])
          : labelled(text('email'), '', [
              'input',
              {
                type: 'email',
                inputmode: 'email',
                autocomplete: 'username',
                autocapitalize: 'none',
                spellcheck: 'false',
                ...field,
              },
            ]),
        ...(form.questions ?? []).map(({ name, label, type, autocomplete, required }) =>
          labelled(label, '', [
            'input',
            {
              part: 'input',
              'data-field': true,
              name,
              type: type ?? 'text',
              autocomplete: autocomplete ?? 'on',
              '.defaultValue': form.answer?.(name) ?? '',
              required,
            },
          ]),
        ),
      ],
    ],
  };
}
