import type { Texts } from './texts.js';

/** Slovak (`sk`). */
export const sk: Texts = {
  sms: '{code} je kod na prihlasenie do {brand}. S nikym ho nezdielajte.',
  subject: '{code} je váš prihlasovací kód do {brand}',
  heading: 'Váš prihlasovací kód',
  intro: 'Na prihlásenie do {brand} zadajte tento kód:',
  lifetime: {
    one: 'Kód platí {minutes} minútu.',
    few: 'Kód platí {minutes} minúty.',
    many: 'Kód platí {minutes} minúty.',
    other: 'Kód platí {minutes} minút.',
  },
  warning: 'Kód nikdy s nikým nezdieľajte. {brand} si ho od vás nevyžiada. Ak ste oň nežiadali, správu ignorujte.',
};
