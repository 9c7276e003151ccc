import { css } from './late-css.js';

/**
 * The styles of parts that the first step shows only when it is used: errors, links, questions and
 * announcements.
 */
export const laterStyles = css`
/* If the list is too narrow to show the calling code, the code is shown before the number. */
.error { white-space: pre-line }
::slotted([aria-invalid=true]) { outline: 2px solid var(--_e); outline-offset: 1px }
.group { container-type: inline-size }
@container (inline-size > 15em) { [data-near] { display: none } }
/* On focus, iOS zooms into a page whose field has smaller text. */
.group input, select { font-size: max(16px, 1em) }
option { background: var(--_s) }
/* Without the visibility: a button that is still hidden when the transition starts takes no focus. */
fieldset label, .main { transition: .18s, visibility 0s }
.group { transition: border-color .18s }
.main:hover { background: color-mix(in oklab, var(--_a) 88%, var(--_t)) }
.main:active { scale: .985 }
.error:not(:empty) { position: relative; padding-inline-start: 1.87em }
.error:not(:empty)::before {
  content: "!" / "";
  position: absolute;
  inset-block-start: .15em;
  inset-inline-start: 0;
  inline-size: 1.46em;
  border-radius: 50%;
  background: var(--_e);
  color: var(--_s);
  font: 700 .867em/1.46 system-ui, sans-serif;
  text-align: center;
}
/* Focus rings end at the line between two fields. */
.group label + label { border-start-start-radius: 0; border-start-end-radius: 0 }
.group label:has(+ label) { border-end-start-radius: 0; border-end-end-radius: 0 }
/* An invalid field has one ring over its borders, a thicker one while it has the focus. */
.group label:has([aria-invalid=true]) { outline: var(--cognito-otp-border-width, 1px) solid var(--_e); outline-offset: 0; z-index: 1 }
.group label:has([aria-invalid=true])::before { display: none }
.group label:has([aria-invalid=true]:focus-visible) { outline-width: calc(var(--cognito-otp-border-width, 1px) + 1px); outline-color: var(--_e); outline-offset: -1px }
.group input::selection { background: color-mix(in oklab, var(--_a) 24%, transparent); color: var(--_t) }
.group [aria-invalid=true]::selection { background: color-mix(in oklab, var(--_e) 18%, transparent); color: var(--_e) }
.main:disabled { background: var(--_f); color: var(--_m); font-variant-numeric: tabular-nums; cursor: default; scale: none }
.link {
  min-block-size: 24px;
  padding: 0;
  border-radius: 4px;
  color: var(--_a);
  font-weight: 550;
  text-decoration: underline color-mix(in oklab, currentColor 35%, transparent) 1px;
  text-underline-offset: .22em;
}
.link:hover { text-decoration-color: currentColor }
.link:disabled { color: var(--_m); text-decoration: none; cursor: default }
.suggestion { margin-block-start: calc(var(--_u) * 2.7); color: var(--_m); font-size: .9375em }
.name { display: block; margin-block-end: calc(var(--_u) * 2); font-size: .9375em; font-weight: 550 }
.status:not(:empty) { margin-block-start: calc(var(--_u) * 4); padding: calc(var(--_u) * 2.5) 14px; border-radius: calc(var(--_r) * .85); background: color-mix(in oklab, var(--_a) 9%, var(--_s)); font-size: .9375em }
@media (prefers-reduced-motion) { form * { animation: none !important; transition: none !important } }
`;
