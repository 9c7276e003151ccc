import { css } from './late-css.js';

/** The list of sessions. Colors and fonts are the page's own. */
export const sessionListStyles = css`
.sessions { margin-block-start: 1em; text-align: start }
.sessions h2 { margin: 0 0 .5em; font-size: 1.1em }
.sessions h2:focus { outline: none }
.sessions ul { margin: 0; padding: 0; list-style: none }
.sessions li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5em 1.5em; padding-block: .75em; border-block-start: 1px solid color-mix(in srgb, currentColor 25%, transparent) }
.device { display: flex; flex-wrap: wrap; align-items: center; gap: .1em .75em; font-weight: 600; overflow-wrap: anywhere }
.current { padding: 0 .6em; border: 1px solid currentColor; border-radius: 1em; font-size: .8125em; font-weight: 400; white-space: nowrap }
.detail { font-size: .875em; overflow-wrap: anywhere }
.actions { display: flex; flex-wrap: wrap; gap: .5em }
.sessions button { min-block-size: 2.25em; min-inline-size: 24px; padding: .25em .9em; border: 1px solid currentColor; border-radius: .5em; background: none; color: inherit; font: inherit; font-size: .9375em; cursor: pointer }
.sessions button:focus-visible { outline: 2px solid; outline-offset: 2px }
.sessions button[name=confirm] { border-color: light-dark(#b3201c, #ffaca4); color: light-dark(#b3201c, #ffaca4); font-weight: 600 }
.sessions button[aria-disabled=true] { opacity: .6; cursor: default }
/* Not hidden while they are empty: screen readers announce changes only of live regions that they know. */
.sessions p { margin: 0 }
.sessions p:not(:empty) { margin-block: .5em }
.failure { color: light-dark(#b3201c, #ffaca4) }
.sessions .quiet { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (forced-colors: active) { .sessions button[name=confirm], .failure { color: CanvasText; border-color: ButtonBorder } }
`;
