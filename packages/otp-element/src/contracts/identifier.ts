/** What a user signs in with. */
export type IdentifierKind = 'phone' | 'email';

/** A question for new users on the first step. The answer becomes the Cognito user attribute called `name`. */
export interface SignUpField {
  /** The Cognito user attribute, `given_name` or `custom:company` for instance. */
  readonly name: string;
  /** The field's visible label. */
  readonly label: string;
  /** The `type` of the `<input>`. Default: `text`. */
  readonly type?: 'text' | 'date' | 'url';
  /** The `autocomplete` of the `<input>`. Default: `on`. */
  readonly autocomplete?: AutoFill;
  /** Whether the form is sent only once the field is filled in. Default: false. */
  readonly required?: boolean;
}

/** An attribute's list of identifiers, `phone email` for instance, in its order; both kinds if it names none. */
export function parseIdentifierKinds(list: string | undefined): IdentifierKind[] {
  const kinds = new Set(list?.match(/phone|email/g) as IdentifierKind[] | null);
  return kinds.size ? [...kinds] : ['phone', 'email'];
}
