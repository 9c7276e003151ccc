/** Entry `./phone-as-typed`: formats a number while it is being typed, with metadata of the caller's choice. */
export { formatAsTyped } from './phone/as-typed.js';
