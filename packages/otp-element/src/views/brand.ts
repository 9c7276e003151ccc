import type { StepView } from '../contracts/step-view.js';
import type { Brand } from '../contracts/view-models.js';
import { ENGLISH_TITLE_APP } from '../i18n/english-title-app.js';
import type { Messages } from '../i18n/messages/types.js';
import { logoUrl } from './logo-url.js';

/** The page's settings for its brand. */
export interface BrandSource {
  /** The application's name. */
  readonly appName?: string | null | undefined;
  /** The URL of the logo. */
  readonly logo?: string | null | undefined;
}

/**
 * Returns the parts of a step that the application's name and logo replace. The name is isolated (U+2068 … U+2069), so that
 * it keeps its order in a text of the other direction. The picture is decorative, because the heading names the
 * application.
 *
 * @param texts the page's own texts and those of the language, in order of precedence.
 */
export function branded(
  { name }: Pick<StepView, 'name'>,
  { appName, logo }: BrandSource,
  texts: readonly (Partial<Messages> | undefined)[],
): Brand {
  const own = texts.map((layer): unknown => layer?.titleApp).find((text) => typeof text === 'string') as
    | string
    | undefined;
  const src = logoUrl(logo);
  return {
    ...(appName &&
      name === 'identifier' && {
        title: (own ?? ENGLISH_TITLE_APP).replace('{app}', () => `\u2068${appName}\u2069`),
      }),
    ...(src && { picture: ['img', { part: 'logo', src, alt: '' }] }),
  };
}
