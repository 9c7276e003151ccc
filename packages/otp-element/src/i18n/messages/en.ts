import { ENGLISH_TITLE_APP } from '../english-title-app.js';
import { formMessages } from './en-form.js';
import { rememberedMessages } from './en-remembered.js';
import { stepMessages } from './en-steps.js';
import type { Messages } from './types.js';

/**
 * English: the source of every other language. Its parts are loaded with the code that uses them.
 */
export const messages: Messages = {
  ...formMessages,
  ...stepMessages,
  ...rememberedMessages,
  titleApp: ENGLISH_TITLE_APP,
};
