/**
 * The elements in React 18's JSX. React 18 sets attributes only, each as text: `false` would become the text “false” and thus
 * a present attribute, so booleans are excluded. Set properties and listen for events through a `ref`.
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
