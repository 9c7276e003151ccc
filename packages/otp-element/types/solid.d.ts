/** The elements in Solid's JSX: attributes by name, properties with the prefix `prop:`, events with the prefix `on:`. */
import type { JSX } from 'solid-js';
import type { Elements, Handlers } from '../dist/types/elements.js';

type Props = {
  [Tag in keyof Elements]: Omit<JSX.HTMLAttributes<Elements[Tag]['element']>, keyof Elements[Tag]['attributes']> &
    Elements[Tag]['attributes'] & {
      [Name in keyof Elements[Tag]['properties'] & string as `prop:${Name}`]?: Elements[Tag]['properties'][Name];
    } & Handlers<'on:', Elements[Tag]['events']>;
};

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements extends Props {}
  }
}
