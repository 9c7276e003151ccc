import type { StepView } from '../contracts/step-view.js';
import type { QuestionsModel } from '../contracts/view-models.js';
import { IDENTIFIER_PATH } from './icons.js';

/**
 * The step between the code and the end of a new user's sign-in, with the page's questions in a
 * slot.
 */
export function questionsView({ messages, texts, onsignout, ...view }: QuestionsModel): StepView {
  return {
    ...view,
    name: 'questions',
    icon: IDENTIFIER_PATH,
    title: texts('questionsTitle'),
    lead: [texts('questionsLead')],
    field: [],
    action: [messages.get('continue')],
    after: [
      ['button', { type: 'button', part: 'sign-out', class: 'link', onclick: onsignout }, messages.get('signOut')],
    ],
  };
}
