import type { Texts } from './texts.js';

/** Chinese (Traditional) (`zh-Hant`). */
export const zhHant: Texts = {
  sms: '{code} 是您的 {brand} 登入驗證碼，請勿告訴任何人。',
  subject: '{code} 是您的 {brand} 登入驗證碼',
  heading: '您的登入驗證碼',
  intro: '請輸入此驗證碼以登入 {brand}：',
  lifetime: { other: '{minutes} 分鐘內有效。' },
  warning: '請勿將此驗證碼告訴任何人。{brand} 不會向您索取。如果不是您本人操作，請忽略此訊息。',
};
