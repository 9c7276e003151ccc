/**
 * The elements in Vue's templates. Configure Vue's compiler to treat them as custom elements:
 * `isCustomElement: (tag) => tag.startsWith('cognito-otp-')`.
 */
import type { HTMLAttributes, ReservedProps } from 'vue';
import type { Elements } from '../dist/types/elements.js';

type Camel<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;

type Props = {
  [Tag in keyof Elements]: new () => {
    $props: Omit<HTMLAttributes, keyof Elements[Tag]['fields']> &
      Omit<ReservedProps, 'ref'> & { ref?: unknown } & Elements[Tag]['fields'] &
      Elements[Tag]['properties'] & {
        [Name in keyof Elements[Tag]['events'] & string as `on${Capitalize<Camel<Name>>}`]?: (
          event: Elements[Tag]['events'][Name],
        ) => void;
      };
  };
};

declare module 'vue' {
  interface GlobalComponents extends Props {}
}
