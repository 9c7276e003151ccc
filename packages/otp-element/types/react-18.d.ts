/**
 * The elements in React 18's JSX: it writes attributes, every one as text, so that `false` would be the text “false” and an
 * attribute that is there. Properties and events go by a `ref`.
 */
import type { ClassAttributes, HTMLAttributes } from 'react';
import type { Elements } from '../dist/types/elements.js';

type Texts<Attributes> = { [Name in keyof Attributes]: Exclude<Attributes[Name], boolean> };

type Props = {
  [Tag in keyof Elements]: ClassAttributes<Elements[Tag]['element']> &
    Omit<HTMLAttributes<Elements[Tag]['element']>, keyof Elements[Tag]['attributes']> &
    Texts<Elements[Tag]['attributes']>;
};

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements extends Props {}
  }
}
