import { posix } from 'node:path';
import { parseModule, walk } from './parse.mjs';

/**
 * An import of a module: `import`, `export … from`, `import type`, `import('…')` as an expression or as a type.
 *
 * @typedef {object} ModuleImport
 * @property {string} specifier as written
 * @property {number} line
 * @property {'static' | 'dynamic'} kind type-only imports are static: they are dependencies, too
 */

/** @returns {ModuleImport[]} every import of a module, in the order of the text */
export function importsOf(path, text) {
  const imports = [];
  const add = (source, kind) => {
    if (source?.type === 'StringLiteral') imports.push({ specifier: source.value, line: source.loc.start.line, kind });
  };
  walk(parseModule(text, path).program, (node) => {
    if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') add(node.source, 'static');
    if (node.type === 'ExportNamedDeclaration') add(node.source, 'static');
    if (node.type === 'TSImportType') add(node.argument, 'static');
    if (node.type === 'TSExternalModuleReference') add(node.expression, 'static');
    if (node.type === 'ImportExpression') add(node.source, 'dynamic');
  });
  return imports;
}

/**
 * The file that a relative specifier names; undefined if there is none.
 *
 * @param {string} specifier
 * @param {string} from path of the importing file
 * @param {{ has(path: string): boolean }} files
 */
export function resolveRelative(specifier, from, files) {
  const path = posix.join(posix.dirname(from), specifier);
  return [path, path.replace(/\.js$/, '.ts'), path.replace(/\.js$/, '.d.ts'), `${path}.d.ts`].find((one) =>
    files.has(one),
  );
}
