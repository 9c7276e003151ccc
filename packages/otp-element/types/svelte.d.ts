/** The elements in Svelte 5's templates: attributes and properties by name, events by `on` and the event's name. */
import type { HTMLAttributes } from 'svelte/elements';
import type { Elements, Handlers } from '../dist/types/elements.js';

type Props = {
  [Tag in keyof Elements]: Omit<HTMLAttributes<Elements[Tag]['element']>, keyof Elements[Tag]['attributes']> &
    Elements[Tag]['attributes'] &
    Elements[Tag]['properties'] &
    Handlers<'on', Elements[Tag]['events']>;
};

declare module 'svelte/elements' {
  interface SvelteHTMLElements extends Props {}
}
