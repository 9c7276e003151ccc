import type { Texts } from './texts.js';

/** English (`en`). */
export const en: Texts = {
  sms: '{code} is your {brand} sign-in code. Never share it with anyone.',
  subject: '{code} is your {brand} sign-in code',
  heading: 'Your sign-in code',
  intro: 'Type this code to sign in to {brand}:',
  lifetime: { one: 'It works for {minutes} minute.', other: 'It works for {minutes} minutes.' },
  warning:
    "Never share this code with anyone. {brand} will not ask you for it. If you didn't ask for it, ignore this message.",
};
