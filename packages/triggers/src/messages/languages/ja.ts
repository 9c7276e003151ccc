import type { Texts } from './texts.js';

/** Japanese (`ja`). */
export const ja: Texts = {
  sms: '{brand}のログインコード：{code}。誰にも教えないでください。',
  subject: '{brand}のログインコード：{code}',
  heading: 'ログインコード',
  intro: '{brand}にログインするには、このコードを入力してください。',
  lifetime: { other: '有効時間は{minutes}分です。' },
  warning:
    'このコードは誰にも教えないでください。{brand}がお尋ねすることはありません。心当たりがない場合は、このメッセージを無視してください。',
};
