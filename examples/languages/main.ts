/** Switches the form's language and shows the matching tag. */
import type { CognitoOtpLogin } from '@cognito-otp/element';
import { chips } from '../shared/chips.js';
import { nativeName, tags } from '../shared/languages.js';

const login = document.querySelector<CognitoOtpLogin>('cognito-otp-login')!;

chips(document.querySelector('.chips')!, {
  name: 'form-language',
  preset: 'ar',
  choices: tags.map((tag) => ({ value: tag, text: nativeName(tag), lang: tag })),
  choose: (tag) => {
    login.setAttribute('lang', tag);
    document.querySelector('#tag')!.textContent = `<cognito-otp-login lang="${tag}" …></cognito-otp-login>`;
  },
});
