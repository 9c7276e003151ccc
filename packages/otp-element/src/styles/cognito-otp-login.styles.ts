import { css } from './css.js';

/**
 * The styles of the first paint: box, fields, main button. The later steps have their own (`later.styles.ts`).
 *
 * Colors follow the page's `color-scheme` through `light-dark()`. The `--cognito-otp-…` properties at the top are public;
 * the short names that they are mapped to are not.
 */
export const styles = css`
:host {
  --_a: var(--cognito-otp-accent, light-dark(#2f4bc7, #a9b9ff));
  --_on-a: var(--cognito-otp-on-accent, light-dark(#fff, #10163a));
  --_s: var(--cognito-otp-surface, light-dark(#fff, #14161d));
  --_t: var(--cognito-otp-text, light-dark(#161a26, #eef0f6));
  --_r: var(--cognito-otp-radius, 14px);
  --_u: calc(var(--cognito-otp-density, 1) * .25em);
  --_m: var(--cognito-otp-muted, color-mix(in oklab, var(--_t) 68%, var(--_s)));
  --_l: var(--cognito-otp-border, color-mix(in oklab, var(--_t) 52%, var(--_s)));
  --_b: var(--cognito-otp-border-width, 1px) solid var(--_l);
  --_h: color-mix(in oklab, var(--_t) 13%, var(--_s));
  --_f: color-mix(in oklab, var(--_t) 5%, var(--_s));
  --_i: var(--cognito-otp-field, light-dark(var(--_s), var(--_f)));
  --_o: var(--cognito-otp-focus, var(--_a));
  --_e: var(--cognito-otp-error, light-dark(#b3201c, #ffaca4));
  display: block;
  box-sizing: border-box;
  max-inline-size: var(--cognito-otp-width, 26em);
  color: var(--_t);
  font: 400 var(--cognito-otp-font-size, medium)/1.5 var(--cognito-otp-font, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", "Noto Sans"), sans-serif !important;
  text-align: start;
  -webkit-text-size-adjust: 100%;
}
:host([hidden]), [hidden] { display: none !important }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
:host([theme=auto]) { color-scheme: light dark }
* { box-sizing: border-box; margin: 0; font: inherit; color: inherit; letter-spacing: inherit }
form {
  padding: calc(var(--_u) * 8) min(8%, 2.25em);
  border: 1px solid var(--_h);
  border-radius: calc(var(--_r) * 1.6);
  background: var(--_s);
  box-shadow: var(--cognito-otp-shadow, 0 1px 2px #0b10230d, 0 12px 32px -12px #0b102326);
  overflow-wrap: anywhere;
}
svg {
  display: block;
  inline-size: 2.75em;
  padding: .625em;
  margin-block-end: calc(var(--_u) * 5);
  border-radius: calc(var(--_r) * .9);
  background: color-mix(in oklab, var(--_a) 11%, var(--_s));
  fill: none;
  stroke: var(--_a);
  stroke-width: 1.75;
  stroke-linecap: round;
  stroke-linejoin: round;
}
h2 { font-size: 1.5em; font-weight: 600; line-height: 1.25; letter-spacing: -.018em; text-wrap: balance; outline: none }
.lead { margin-block: calc(var(--_u) * 1.5) calc(var(--_u) * 6); color: var(--_m); text-wrap: pretty }
fieldset {
  display: grid;
  grid-auto-columns: 1fr;
  grid-auto-flow: column;
  min-inline-size: 0;
  margin-block-end: calc(var(--_u) * 4);
  padding: 3px;
  border: 0;
  border-radius: var(--_r);
  background: color-mix(in oklab, var(--_t) 8%, var(--_s));
}
fieldset label {
  position: relative;
  padding: calc(var(--_u) * 1.5) 2px;
  border-radius: calc(var(--_r) - 3px);
  hyphens: auto;
  overflow-wrap: normal;
  color: var(--_m);
  font-size: .9375em;
  font-weight: 550;
  text-align: center;
  cursor: pointer;
}
fieldset input { position: absolute; inset: 0; opacity: 0; cursor: inherit }
label:has(input:checked) { background: light-dark(var(--_s), color-mix(in oklab, var(--_t) 16%, var(--_s))); color: var(--_t); box-shadow: 0 1px 3px #0b102333 }
.group { border: var(--_b); border-radius: var(--_r); background: var(--_i) }
.group label {
  position: relative;
  display: block;
  border-radius: calc(var(--_r) - 1px);
  cursor: text;
}
.group label + label::before { content: ""; position: absolute; inset: 0 0 auto; border-block-start: var(--_b) }
.group span { position: relative; display: block; padding: .6em 15px 0; margin-block-end: -1.85em; color: var(--_m); font-size: .8125em; line-height: 1.25; pointer-events: none }
.group input, select {
  display: block;
  inline-size: 100%;
  min-block-size: calc(var(--_u) * 15);
  padding: 1.5em 15px .375em;
  border: 0;
  border-radius: inherit;
  background: none;
  outline: none;
  appearance: none;
  text-overflow: ellipsis;
}
select { padding-inline-end: 2.25em; cursor: pointer }
[type=tel], [type=email] { direction: ltr; text-align: start }
:dir(rtl) > :is([type=tel], [type=email]) { text-align: end }
.group label:has(select)::after {
  content: "";
  position: absolute;
  inset-block-start: calc(50% - 5px);
  inset-inline-end: 17px;
  inline-size: 8px;
  block-size: 8px;
  border: solid var(--_m);
  border-width: 0 2px 2px 0;
  rotate: 45deg;
  pointer-events: none;
}
label:has(:focus-visible), :is(button, summary, a):focus-visible { outline: 2px solid var(--_o); outline-offset: 2px }
.group label:has(:focus-visible) { outline-offset: -2px; z-index: 1 }
.error { color: var(--_e); font-size: .9375em; font-weight: 500 }
.error:not(:empty) { margin-block-start: calc(var(--_u) * 3) }
button { cursor: pointer; border: 0; background: none; -webkit-tap-highlight-color: transparent }
.main {
  position: relative;
  display: block;
  inline-size: 100%;
  min-block-size: calc(var(--_u) * 13);
  margin-block-start: calc(var(--_u) * 5);
  padding: 8px 2.9em;
  border-radius: var(--_r);
  background: var(--_a);
  color: var(--_on-a);
  font-weight: 600;
}
[aria-busy=true] { cursor: progress }
.main[aria-busy=true]::after {
  content: "";
  position: absolute;
  inset-block-start: calc(50% - .5625em);
  inset-inline-end: 1.25em;
  inline-size: 1.125em;
  block-size: 1.125em;
  border: 2px solid;
  border-block-start-color: transparent;
  border-radius: 50%;
  animation: turn .8s linear infinite;
}
@keyframes turn { to { rotate: 1turn } }
form[inert] > * { visibility: hidden }
.vh { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
@media (prefers-reduced-motion) { .main[aria-busy=true]::after { animation-duration: 3s } }
@media (forced-colors: active) { .main, .group, fieldset { border: 1px solid } label:has(input:checked) { outline: 2px solid Highlight } }
`;
