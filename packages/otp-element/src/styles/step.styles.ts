import { css } from './late-css.js';

/**
 * The styles of the steps after the first. The cells of the code are drawn behind a single input, whose letter spacing puts
 * each digit into a cell: the width of a cell plus a gap, minus the width of the digit.
 */
export const stepStyles = css`
.lead b { color: var(--_t); font-weight: 600; direction: ltr; unicode-bidi: isolate }
/* An error takes the place of the sentence under the heading, and looks like it. */
.lead:empty { display: none }
[data-step=waiting] .error:not(:empty) { margin-block: calc(var(--_u) * 1.5) 0; padding: 0; color: var(--_m); font-size: inherit; font-weight: 400 }
[data-step=waiting] .error::before { display: none }
[data-step=waiting] .lead { margin-block-end: 0 }
[data-step=waiting] .main { margin-block-start: calc(var(--_u) * 6) }
.digits { container-type: inline-size; display: grid; position: relative; min-block-size: calc(var(--_u) * 15); direction: ltr; overflow: clip; overflow-clip-margin: 3px; border-radius: calc(var(--_r) * .85) }
.digits .code { position: relative; display: block; border: 0; background: none; outline: 0; caret-color: var(--_a); font-variant-numeric: tabular-nums lining-nums; appearance: none }
.n4 { --_n: 4 } .n5 { --_n: 5 } .n6 { --_n: 6 } .n7 { --_n: 7 } .n8 { --_n: 8 }
.boxes { display: none }
/* As wide as its cells. A gap takes 2 % of the width, up to its maximum. Both children have the same font size, for sizes in em. */
.cells {
  --_w: calc(var(--_n) * var(--cognito-otp-cell, 3.25em));
  max-inline-size: min(var(--_w) + (var(--_n) - 1) * var(--cognito-otp-cell-gap, 10px), var(--_w) / (1.02 - var(--_n) * .02));
}
.cells .boxes, .cells .code {
  --_g: min(var(--cognito-otp-cell-gap, 10px), 2cqi);
  --_c: calc((100cqi - (var(--_n) - 1) * var(--_g)) / var(--_n));
  font-size: clamp(1em, 7.5cqi, 1.625em);
}
.cells .boxes { position: absolute; inset: 0; display: flex; gap: var(--_g) }
.cells i {
  flex: 0 0 var(--_c);
  border: var(--_b);
  border-radius: calc(var(--_r) * .85);
  background: var(--_i);
  transition: border-color .15s, box-shadow .15s, background .15s;
}
.cells i[data-full] { border-color: color-mix(in oklab, var(--_a) 55%, var(--_l)); background: color-mix(in oklab, var(--_a) 7%, var(--_s)) }
.cells:focus-within .at { border-color: var(--_o); box-shadow: inset 0 0 0 1px var(--_o), 0 0 0 3px color-mix(in oklab, var(--_o) 22%, transparent) }
.cells .code {
  inline-size: calc((var(--_n) + 1) * (var(--_c) + var(--_g)));
  padding: 0 0 0 calc((var(--_c) - 1ch) / 2);
  font-family: var(--cognito-otp-code-font, ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", "Liberation Mono"), monospace;
  font-weight: 500;
  letter-spacing: calc(var(--_c) + var(--_g) - 1ch) !important;
  text-align: left;
}
.cells .code::selection { background: color-mix(in oklab, var(--_a) 24%, transparent); color: var(--_t) }
.plain .code { inline-size: 100%; padding: 0 16px; border: var(--_b); border-radius: inherit; background: var(--_i); font-size: 1.375em; letter-spacing: .18em }
.plain .code:focus-visible { outline: 2px solid var(--_o); outline-offset: -2px }
.digits:has([aria-invalid=true]) :is(i, .code) { border-color: var(--_e) }
.cells:has([aria-invalid=true]) i.at, .cells:has([aria-invalid=true]) i { background: color-mix(in oklab, var(--_e) 8%, var(--_s)); box-shadow: none }
.cells:has([aria-invalid=true]:focus) i { border-color: var(--_e); box-shadow: inset 0 0 0 1px var(--_e) }
.cells .code[aria-invalid=true]::selection { background: none; color: var(--_e) }
.cells:has([aria-invalid=true]) { animation: nudge .3s }
@keyframes nudge { 25% { translate: -4px } 60% { translate: 4px } 85% { translate: -2px } }
.done i { border-color: var(--_a); animation: pulse 1.1s ease-in-out infinite alternate }
.done i:nth-child(2n) { animation-delay: .18s }
@keyframes pulse { to { background: color-mix(in oklab, var(--_a) 18%, var(--_s)) } }
.code:read-only { color: var(--_m) }
.hint { margin-block-start: calc(var(--_u) * 3); color: var(--_m); font-size: .875em }
/* A dot before each button but the first: at the beginning of a line it is outside of the box, and cut off. */
[data-step=questions] .asked { display: grid; gap: calc(var(--_u) * 3) }
[data-step=questions] .after { margin-block-start: calc(var(--_u) * 4) }
[data-step=questions] .error:not(:empty) { margin-block-end: calc(var(--_u) * 4) }
.mailbox { margin-block-start: calc(var(--_u) * 5) }
.resend { display: flex; flex-wrap: wrap; gap: calc(var(--_u) * 1.5) 1.2em; margin: calc(var(--_u) * 5.5 - 4px) -4px -4px; padding: 4px; overflow: clip; color: var(--_m); font-size: .9375em; font-variant-numeric: tabular-nums }
.resend button { position: relative }
.resend button + button::before { content: "·" / ""; position: absolute; inset-inline-start: -.75em; color: var(--_m) }
/* Where the line would break, the help has a line of its own. */
.after { container-type: inline-size }
@container (inline-size < 26em) { .resend details { flex-basis: 100% } }
[open] { flex-basis: 100% }
summary { inline-size: fit-content; min-block-size: 24px; border-radius: 4px; cursor: pointer; list-style: none }
summary::-webkit-details-marker { display: none }
summary::after { content: ""; display: inline-block; inline-size: 6px; block-size: 6px; margin-inline-start: 9px; border: solid; border-width: 0 1.5px 1.5px 0; rotate: 45deg; translate: 0 -3px; transition: .18s }
[open] > summary::after { rotate: 225deg; translate: 0 0 }
details > :not(summary) { display: block; margin-block-start: calc(var(--_u) * 2); text-align: start }
.second { display: block; inline-size: 100%; min-block-size: calc(var(--_u) * 12); border: var(--_b); border-radius: var(--_r); font-weight: 600; transition: background .18s }
.second:hover { background: var(--_f) }
a.main { display: grid; place-items: center; margin-block: 0 calc(var(--_u) * 3); text-decoration: none }
[data-step=signed-in] svg { border-radius: 50%; background: light-dark(#13713f, #6fd8a0); stroke: light-dark(#fff, #06210f); stroke-width: 2.5 }
[data-step=signed-in] path { stroke-dasharray: 1; animation: draw .45s .15s ease-out backwards }
@keyframes draw { from { stroke-dashoffset: 1; opacity: 0 } }
@media (forced-colors: active) { .boxes { display: none !important } .cells .code { inline-size: 100%; border: 1px solid; padding-inline: 12px; letter-spacing: .2em } }
@media (prefers-reduced-motion) { summary::after { animation: none !important; transition: none !important } .done i { background: color-mix(in oklab, var(--_a) 14%, var(--_s)) } }
`;
