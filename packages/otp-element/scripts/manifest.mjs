import { readFileSync } from 'node:fs';
import { create, ts } from '@custom-elements-manifest/analyzer';
import { litPlugin } from '@custom-elements-manifest/analyzer/src/features/framework-plugins/lit/lit.js';

/** The modules that hold something public. */
const files = [
  'elements/cognito-otp-login',
  'elements/cognito-otp-session',
  'elements/cognito-otp-logout',
  'define',
  'define-companions',
  'contracts/events',
];

/** Written down and not private: what nobody documented is nobody's to use. */
const isPublic = ({ privacy, description, static: ofTheClass }) => description && privacy !== 'private' && !ofTheClass;

/** The union a template may give: `undefined` is what an attribute that isn't there is anyway. */
const given = (type) => type && { ...type, text: type.text.replace(/ \| undefined$/, '') };

function publicFace(declaration) {
  const members =
    declaration.members?.filter(isPublic).map((member) => ({ ...member, type: given(member.type) })) ?? [];
  const fields = new Set(members.map(({ name }) => name));
  const attributes = (declaration.attributes ?? [])
    .filter(({ fieldName, description }) => (fieldName ? fields.has(fieldName) : description))
    .map((attribute) => {
      const field = members.find(({ name }) => name === attribute.fieldName);
      return {
        ...attribute,
        type: given(attribute.type ?? field?.type),
        description: attribute.description ?? field?.description,
      };
    });
  return { ...declaration, members, attributes };
}

/** The custom elements manifest of this package's sources, with the public face alone. */
export function readManifest() {
  const sources = files.map((name) =>
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
    declarations: module.declarations.map((each) => (each.customElement ? publicFace(each) : each)),
  }));
  // Without what is `undefined`, as a file has it, and with paths that begin as the modules' own do.
  return JSON.parse(JSON.stringify({ ...manifest, modules: documented }).replaceAll('"/dist/', '"dist/'));
}

/** The declarations of the manifest's elements, the form first. */
export const elementsOf = (manifest) =>
  manifest.modules
    .flatMap(({ declarations }) => declarations)
    .filter(({ customElement }) => customElement)
    .sort((a, b) => Number(b.tagName.endsWith('login')) - Number(a.tagName.endsWith('login')));
