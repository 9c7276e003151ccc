import { readFileSync } from 'node:fs';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

/** The modules with public declarations, below `src`. */
const MODULES = [
  'elements/cognito-otp-login',
  'elements/cognito-otp-session',
  'elements/cognito-otp-logout',
  'define',
  'define-companions',
  'contracts/events',
];

/** Members are public if they have a description and are neither private nor static. */
const isPublic = ({ privacy, description, static: isStatic }) => description && privacy !== 'private' && !isStatic;

/** A type without `undefined`, which is what the property of an absent attribute is anyway. */
const withoutUndefined = (type) => type && { ...type, text: type.text.replace(/ \| undefined$/, '') };

function publicDeclaration(declaration) {
  const members =
    declaration.members?.filter(isPublic).map((member) => ({ ...member, type: withoutUndefined(member.type) })) ?? [];
  const fields = new Set(members.map(({ name }) => name));
  const attributes = (declaration.attributes ?? [])
    .filter(({ fieldName, description }) => (fieldName ? fields.has(fieldName) : description))
    .map((attribute) => {
      const field = members.find(({ name }) => name === attribute.fieldName);
      return {
        ...attribute,
        type: withoutUndefined(attribute.type ?? field?.type),
        description: attribute.description ?? field?.description,
      };
    });
  return { ...declaration, members, attributes };
}

/**
 * The custom elements manifest of this package, made from its sources and reduced to public members.
 * https://github.com/webcomponents/custom-elements-manifest
 */
export function readManifest() {
  const sources = MODULES.map((name) =>
    ts.createSourceFile(
      `dist/esm/${name}.js`,
      readFileSync(new URL(`../src/${name}.ts`, import.meta.url), 'utf8'),
      ts.ScriptTarget.ES2015,
      true,
      ts.ScriptKind.TS,
    ),
  );
  const { modules, ...manifest } = create({ modules: sources, plugins: litPlugin() });
  const documented = modules.map((module) => ({
    ...module,
    declarations: module.declarations.map((each) => (each.customElement ? publicDeclaration(each) : each)),
  }));
  // As a file would have it: without undefined values, and with paths that begin like the modules' own.
  return JSON.parse(JSON.stringify({ ...manifest, modules: documented }).replaceAll('"/dist/', '"dist/'));
}

/** The manifest's declarations of elements, the sign-in form first. */
export const elementsOf = (manifest) =>
  manifest.modules
    .flatMap(({ declarations }) => declarations)
    .filter(({ customElement }) => customElement)
    .sort((a, b) => Number(b.tagName.endsWith('login')) - Number(a.tagName.endsWith('login')));
