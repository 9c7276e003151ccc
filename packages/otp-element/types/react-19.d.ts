/** The elements in React 19's JSX, which sets an element's properties and listens for events by `on` and the event's name. */
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { Elements, Handlers } from '../dist/types/elements.js';

type Props = {
  [Tag in keyof Elements]: ClassAttributes<Elements[Tag]['element']> &
    HTMLAttributes<Elements[Tag]['element']> &
    Elements[Tag]['attributes'] &
    Elements[Tag]['properties'] &
    Handlers<'on', Elements[Tag]['events']>;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends Props {}
  }
}
