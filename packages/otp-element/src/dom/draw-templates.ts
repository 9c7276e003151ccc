import { nothing, render } from 'lit';
import type { StepView } from '../contracts/step-view.js';

/** The parts of a step that are Lit's templates, into the frame around them; nothing where the step has none. */
export function drawTemplates(root: ParentNode, { field, after }: StepView): void {
  const into = (part: string, value: unknown): void => {
    const place = root.querySelector<HTMLElement>(`form > [part=${part}]`);
    if (place) render(value, place);
  };
  into('field', Array.isArray(field) ? nothing : field);
  into('after', after ?? nothing);
}
