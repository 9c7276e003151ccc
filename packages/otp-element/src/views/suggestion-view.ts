import type { Tree } from '../dom/tree.js';
import type { MessageFormatter } from '../i18n/message-formatter.js';

/** Offers another address under the field, as a button in a sentence. */
export function suggestionView(messages: MessageFormatter, address: string, onaccept: () => void): Tree {
  const [before = '', after = ''] = messages.get('didYouMean').split('{address}');
  return [
    'p',
    { part: 'suggestion', class: 'suggestion' },
    before,
    [
      'button',
      { type: 'button', part: 'suggestion-button', class: 'link', onclick: onaccept },
      ['bdi', { dir: 'ltr' }, address],
    ],
    after,
  ];
}
