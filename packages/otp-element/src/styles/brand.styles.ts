import { css } from './late-css.js';

/** The styles of the page's logo, for forms that have one. */
export const brandStyles = css`
img { display: block; block-size: 2.75em; max-inline-size: 100%; object-fit: contain; margin-block-end: calc(var(--_u) * 5) }
`;
