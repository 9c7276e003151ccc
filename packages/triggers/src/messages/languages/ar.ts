import type { Texts } from './texts.js';

/** Arabic (`ar`). */
export const ar: Texts = {
  sms: '{code} هو رمز الدخول إلى {brand}. لا تشاركه مع أحد.',
  subject: '{code} هو رمز تسجيل الدخول إلى {brand}',
  heading: 'رمز تسجيل الدخول',
  intro: 'اكتب هذا الرمز لتسجيل الدخول إلى {brand}:',
  lifetime: {
    zero: 'الرمز صالح لمدة {minutes} دقيقة.',
    one: 'الرمز صالح لمدة دقيقة واحدة.',
    two: 'الرمز صالح لمدة دقيقتين.',
    few: 'الرمز صالح لمدة {minutes} دقائق.',
    many: 'الرمز صالح لمدة {minutes} دقيقة.',
    other: 'الرمز صالح لمدة {minutes} دقيقة.',
  },
  warning: 'لا تشارك هذا الرمز مع أي شخص. لن يطلبه منك {brand} أبدًا. إذا لم تطلبه، فتجاهل هذه الرسالة.',
};
