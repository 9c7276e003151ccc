import globals from 'globals';
import { parseModule } from './parse.mjs';

/** Names that browsers and JavaScript define globally. */
const PLATFORM_GLOBALS = new Set([...Object.keys(globals.browser), ...Object.keys(globals.builtin)]);

/**
 * Checks names that Biome cannot check:
 *
 * - a module-level constant with a primitive value, a regular expression or a closed set (a `Set` or an array of literals) is
 *   UPPER_SNAKE_CASE;
 * - no exported class, interface, type or function has the name of a platform global, because a file that imports it could
 *   not use the global, and a reader would confuse the two.
 *
 * @param {Map<string, string>} sources path → text
 * @returns {string[]} one line for each violation: `file:line name: rule`
 */
export function nameProblems(sources) {
  return [...sources].flatMap(([path, text]) => {
    const problems = [];
    const report = (node, name, rule) => problems.push(`${path}:${node.loc.start.line} ${name}: ${rule}`);
    for (const statement of parseModule(text, path).program.body) {
      const declaration = statement.declaration ?? statement;
      if (declaration.type === 'VariableDeclaration' && declaration.kind === 'const') {
        for (const { id, init } of declaration.declarations) {
          if (id.type === 'Identifier' && isConstant(init) && !/^[A-Z][A-Z0-9_]*$/.test(id.name)) {
            report(
              id,
              id.name,
              'constants of primitive values, regular expressions and closed sets are UPPER_SNAKE_CASE',
            );
          }
        }
      }
      if (statement.type === 'ExportNamedDeclaration' && PLATFORM_GLOBALS.has(declaration.id?.name)) {
        report(declaration, declaration.id.name, 'the name of a platform global');
      }
    }
    return problems;
  });
}

/** Whether an initializer is a primitive value or a regular expression, or a set or list of them. */
function isConstant(node) {
  switch (node?.type) {
    case 'NumericLiteral':
    case 'StringLiteral':
    case 'BooleanLiteral':
    case 'BigIntLiteral':
    case 'RegExpLiteral':
      return true;
    case 'TemplateLiteral':
      return node.expressions.length === 0;
    case 'UnaryExpression':
      return isConstant(node.argument);
    case 'BinaryExpression':
      return [node.left, node.right].every((side) => isConstant(side) || /^[A-Z][A-Z0-9_]*$/.test(side.name));
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return isConstant(node.expression);
    case 'ArrayExpression':
      return node.elements.length > 0 && node.elements.every(isConstant);
    case 'NewExpression':
      return node.callee.name === 'Set' && isConstant(node.arguments[0]);
    default:
      return false;
  }
}
