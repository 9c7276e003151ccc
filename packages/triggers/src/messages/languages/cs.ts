import type { Texts } from './texts.js';

/** Czech (`cs`). */
export const cs: Texts = {
  sms: '{code} je kod pro prihlaseni do {brand}. S nikym ho nesdilejte.',
  subject: '{code} je váš přihlašovací kód do {brand}',
  heading: 'Váš přihlašovací kód',
  intro: 'Pro přihlášení do {brand} zadejte tento kód:',
  lifetime: {
    one: 'Kód platí {minutes} minutu.',
    few: 'Kód platí {minutes} minuty.',
    many: 'Kód platí {minutes} minuty.',
    other: 'Kód platí {minutes} minut.',
  },
  warning: 'Kód nikdy s nikým nesdílejte. {brand} ho po vás nebude chtít. Pokud jste o něj nežádali, zprávu ignorujte.',
};
