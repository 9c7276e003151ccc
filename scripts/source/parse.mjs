/**
 * Parses TypeScript for the checks of the sources (dependencies, API documentation).
 *
 * Babel does the parsing: TypeScript 7 has no stable JavaScript API, and tools that need that API (dependency-cruiser,
 * typedoc, typescript-eslint) do not work with it.
 */
import { parse } from '@babel/parser';

/** A module's syntax tree. @returns {import('@babel/parser').ParseResult} */
export function parseModule(text, path) {
  try {
    return parse(text, {
      sourceType: 'module',
      sourceFilename: path,
      plugins: [
        ['typescript', { dts: path.endsWith('.d.ts') }],
        'decorators-legacy',
        // In .ts files `<Type>value` is a type assertion, in the others an element.
        ...(/\.m?ts$/.test(path) ? [] : ['jsx']),
      ],
      createImportExpressions: true,
      attachComment: true,
    });
  } catch (error) {
    throw new Error(`${path} cannot be parsed: ${error.message}`, { cause: error });
  }
}

/** Calls `visit` with every node of a syntax tree, parents first. */
export function walk(node, visit) {
  visit(node);
  for (const [key, value] of Object.entries(node)) {
    // Comments and positions are not part of the tree.
    if (key.endsWith('Comments') || key === 'comments' || key === 'loc' || key === 'extra') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child?.type === 'string') walk(child, visit);
    }
  }
}
