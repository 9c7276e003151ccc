/** The playground: applies settings to the form, shows the tag that produces it, and drives the local pool's clock and faults. */
import type { CognitoOtpLogin } from '@cognito-otp/element';
import { groups, type Knob, poolActions } from './knobs.js';

const login = document.querySelector<CognitoOtpLogin>('cognito-otp-login')!;
const form = document.querySelector<HTMLFormElement>('.knobs')!;
const tag = document.querySelector('#tag')!;
const endpoint = login.getAttribute('endpoint');
const changed = new Map<Knob, string>();

function control(knob: Knob): HTMLInputElement | HTMLSelectElement {
  if (!knob.choices) return Object.assign(document.createElement('input'), { placeholder: knob.placeholder ?? '' });
  const select = document.createElement('select');
  select.append(...knob.choices.map((choice) => new Option(choice)));
  return select;
}

function applySetting(knob: Knob, value: string) {
  const isDefault = !value || value === knob.choices?.[0];
  if (isDefault) changed.delete(knob);
  else changed.set(knob, value);
  if (knob.property) login.style.setProperty(knob.property, isDefault ? null : value);
  else if (knob.attribute === 'no-auto-submit') login.toggleAttribute(knob.attribute, !isDefault);
  else if (isDefault && knob.attribute !== 'identifiers') login.removeAttribute(knob.attribute!);
  else login.setAttribute(knob.attribute!, value);
  showTag();
}

/** Shows the tag that produces the same form on any page. */
function showTag() {
  const attributes = ['user-pool-id="…"', 'client-id="…"'];
  const properties: string[] = [];
  for (const [knob, value] of changed) {
    if (knob.property) properties.push(`${knob.property}: ${value}`);
    else attributes.push(knob.attribute === 'no-auto-submit' ? knob.attribute : `${knob.attribute}="${value}"`);
  }
  const style = properties.length ? `<style>\n  cognito-otp-login { ${properties.join('; ')} }\n</style>\n` : '';
  tag.textContent = `${style}<cognito-otp-login\n  ${attributes.join('\n  ')}\n></cognito-otp-login>`;
}

function fieldset(title: string): HTMLFieldSetElement {
  const set = document.createElement('fieldset');
  const legend = document.createElement('legend');
  legend.textContent = title;
  set.append(legend);
  form.append(set);
  return set;
}

for (const [title, knobs] of Object.entries(groups)) {
  const set = fieldset(title);
  for (const knob of knobs) {
    const label = document.createElement('label');
    const field = control(knob);
    field.addEventListener('input', () => applySetting(knob, field.value.trim()));
    label.append(knob.label, field);
    set.append(label);
  }
}

const poolControls = fieldset('Time and faults');
const done = Object.assign(document.createElement('output'), { className: 'done' });
for (const { label, path, body } of poolActions) {
  const button = Object.assign(document.createElement('button'), { type: 'button', textContent: label });
  button.addEventListener('click', async () => {
    const request = body === null ? { method: 'DELETE' } : { method: 'POST', body: JSON.stringify(body) };
    const reply = await fetch(`${endpoint}${path}`, request);
    done.textContent = reply.ok ? `Done: ${label}.` : `The local pool rejected it: ${await reply.text()}`;
  });
  poolControls.append(button);
}
poolControls.append(done);

form.addEventListener('submit', (event) => event.preventDefault());
document.querySelector('#copy')!.addEventListener('click', async (event) => {
  await navigator.clipboard.writeText(tag.textContent ?? '');
  (event.target as HTMLElement).textContent = 'Copied';
});
showTag();
