import { html, nothing } from 'lit';
import type { CognitoOtpLogin, Kind, SignUpField } from '../cognito-otp-login.js';
import { oneCountry } from '../page-language.js';
import { identifierPath } from './icons.js';
import type { StepView } from './step-view.js';

/** The page's questions, less what is none: a script may set anything. */
const questions = ({ fields }: CognitoOtpLogin): readonly SignUpField[] =>
  Array.isArray(fields)
    ? fields.filter((each) => typeof each?.name === 'string' && typeof each.label === 'string')
    : [];

/** The first step: a phone number or an e-mail address, and an explicit switch where both are taken. */
export function identifierStep(host: CognitoOtpLogin): StepView {
  const { kind, kinds, country, controller } = host;
  const later = controller?.identifier;
  const phone = kind === 'phone';
  const only = oneCountry(host.countries);
  const keep = (event: Event): void => {
    const field = event.target as HTMLInputElement;
    host.typed[kind] = field.value;
    host.failed = false;
    controller?.typedIdentifier(field);
  };
  const choose = (chosen: Kind): void => {
    host.kind = chosen;
    controller?.forgive();
  };
  return {
    name: 'identifier',
    icon: identifierPath,
    title: host.text('title'),
    lead: host.text(phone ? 'leadPhone' : 'leadEmail'),
    busy: later?.busy ?? false,
    action: host.text(phone ? 'sendSms' : 'sendEmail'),
    error: later?.error,
    status: later?.status,
    quiet: later?.quiet ?? true,
    field: html`${
      kinds[1]
        ? html`<fieldset part="kinds"><legend class="vh">${host.text('kind')}</legend>${kinds.map(
            (each) =>
              html`<label part=${each === kind ? 'kind kind-chosen' : 'kind'}><input type="radio" name="kind" .checked=${each === kind} @change=${() => choose(each)}>${host.text(each === 'phone' ? 'kindPhone' : 'kindEmail')}</label>`,
          )}</fieldset>`
        : nothing
    }<div part="fields" class="group">${
      phone
        ? html`${
            only
              ? nothing
              : html`<label><span part="label">${host.text('country')}</span><select part="country" name="country" autocomplete="tel-country-code" @change=${(event: Event) => (host.country = (event.target as HTMLSelectElement).value)}>${
                  later?.options ??
                  html`<option value=${country}>${host.named ? new Intl.DisplayNames(host.language, { type: 'region' }).of(country) : host.drawnCountry || country}</option>`
                }</select></label>`
          }<label><span part="label">${host.text('phone')}${later ? html` <bdi part="prefix" ?data-near=${later.near}>${later.prefix}</bdi>` : nothing}</span><input part="input" name="phone" type="tel" autocomplete="tel" .value=${host.typed.phone} aria-invalid=${!!later?.invalid} aria-describedby="error${host.idSuffix}" @input=${keep} @blur=${() => controller?.leftPhone()}></label>`
        : html`<label><span part="label">${host.text('email')}</span><input part="input" name="email" type="email" inputmode="email" autocomplete="username" autocapitalize="none" spellcheck="false" .value=${host.typed.email} aria-invalid=${!!later?.invalid} aria-describedby="error${host.idSuffix}" @input=${keep}></label>`
    }${questions(host).map(
      ({ name, label, type, autocomplete, required }) =>
        html`<label><span part="label">${label}</span><input part="input" data-field name=${name} type=${type ?? 'text'} autocomplete=${autocomplete ?? 'on'} .value=${host.answers?.get(name) ?? ''} ?required=${required}></label>`,
    )}</div>`,
  };
}
