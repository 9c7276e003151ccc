import { parseModule } from './parse.mjs';

/**
 * The functions whose TSDoc comment must show an `@example`, because they are what an application calls first. A name of
 * an interface stands for each of its methods.
 */
const EXAMPLE_REQUIRED = {
  'packages/otp-client': ['createOtpClient', 'OtpClient'],
  'packages/otp-element': ['loginSnippet'],
  'packages/triggers': ['createTriggers'],
  'packages/local-pool': ['startLocalPool'],
};

/** Translations: each of these files is one object of texts, whose members are documented at its type. */
const TRANSLATION = /\/messages\/(languages\/)?[a-z]{2,3}(-[A-Za-z]+)?\.ts$/;

/**
 * Reports exports without a TSDoc comment, and documented functions that lack a required `@example`.
 *
 * A re-export (`export { a } from './a.js'`) needs no comment of its own: the declaration is an export of its own file
 * and is checked there.
 *
 * @param {Map<string, string>} sources path → text of every TypeScript file of the packages
 * @returns {string[]} one line for each problem: `file:line name: what is missing`
 */
export function missingApiDocs(sources) {
  return [...sources].flatMap(([path, text]) => (TRANSLATION.test(path) ? [] : missingInFile(path, text)));
}

function missingInFile(path, text) {
  const { program } = parseModule(text, path);
  const folder = path.split('/').slice(0, 2).join('/');
  const needsExample = new Set(EXAMPLE_REQUIRED[folder]);
  const problems = [];
  const report = (node, name, what) => problems.push(`${path}:${node.loc.start.line} ${name}: ${what}`);
  for (const { name, node, comment } of exportedDeclarations(program)) {
    if (comment === undefined) report(node, name, 'the export has no TSDoc comment');
    if (!needsExample.has(name)) continue;
    if (node.type === 'TSInterfaceDeclaration') {
      for (const method of methodsOf(node)) {
        if (!docComment(method)?.includes('@example')) report(method, `${name}.${method.key.name}`, 'no @example');
      }
    } else if (!comment?.includes('@example')) report(node, name, 'no @example');
  }
  return problems;
}

/** Every declaration that a module exports, and the TSDoc comment above it. */
function exportedDeclarations(program) {
  const found = new Map();
  const add = (declaration, statement, exported) => {
    for (const name of declaredNames(declaration)) {
      // Of overloaded functions the first declaration carries the comment.
      if (exported !== undefined && !exported.has(name)) continue;
      if (!found.has(name)) found.set(name, { name, node: declaration, comment: docComment(statement) });
    }
  };
  const exportedLater = new Set();
  for (const statement of program.body) {
    if (statement.type === 'ExportDefaultDeclaration') {
      const node = statement.declaration;
      found.set('default', { name: 'default', node, comment: docComment(statement) });
    } else if (statement.type === 'ExportNamedDeclaration' && statement.declaration) {
      add(statement.declaration, statement);
    } else if (statement.type === 'ExportNamedDeclaration' && !statement.source) {
      for (const { local } of statement.specifiers) exportedLater.add(local.name);
    }
  }
  for (const statement of program.body) add(statement, statement, exportedLater);
  return found.values();
}

function declaredNames(declaration) {
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.flatMap(({ id }) => boundNames(id));
  }
  return declaration.id?.name === undefined ? [] : [declaration.id.name];
}

/** The names that a pattern of a variable declaration binds: `a`, `{ a, b: c }`, `[a]`. */
function boundNames(pattern) {
  if (pattern === null) return [];
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'ObjectPattern') {
    return pattern.properties.flatMap(({ value, argument }) => boundNames(value ?? argument));
  }
  if (pattern.type === 'AssignmentPattern') return boundNames(pattern.left);
  if (pattern.type === 'RestElement') return boundNames(pattern.argument);
  if (pattern.type === 'ArrayPattern') return pattern.elements.flatMap(boundNames);
  return [];
}

const methodsOf = ({ body }) =>
  body.body.filter(
    (member) => member.type === 'TSMethodSignature' || member.typeAnnotation?.typeAnnotation?.type === 'TSFunctionType',
  );

/** The text of the TSDoc comment above a node and its decorators. */
function docComment({ leadingComments = [] }) {
  return leadingComments.findLast(({ type, value }) => type === 'CommentBlock' && value.startsWith('*'))?.value;
}
