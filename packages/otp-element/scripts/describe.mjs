/** Generates types, editor data and README tables from the custom elements manifest. */
import { elementsOf } from './manifest.mjs';

/** The attributes and the properties without an attribute that a page can set; not those that are read-only. */
const settable = (element) => {
  const readonly = new Set(element.members.filter((member) => member.readonly).map(({ name }) => name));
  const attributes = element.attributes.filter(({ fieldName }) => !readonly.has(fieldName));
  const withAttribute = new Set(element.attributes.map(({ fieldName }) => fieldName));
  const properties = element.members.filter(({ kind, name }) => kind === 'field' && !withAttribute.has(name));
  return { attributes, properties };
};

/** One member of a generated interface. */
const interfaceMember = (key, type, description) => `  /** ${description} */\n  ${key}?: ${type} | undefined;\n`;

/** The type of an attribute's value: a boolean attribute may also be written with an empty value. */
const valueType = (type) => (type.text === 'boolean' ? "boolean | ''" : type.text);

function elementInterfaces(element) {
  const { name } = element;
  const { attributes, properties } = settable(element);
  const fields = attributes.filter(({ fieldName }) => fieldName);
  const attributeMembers = attributes.map((each) =>
    interfaceMember(`'${each.name}'`, valueType(each.type), each.description),
  );
  const fieldMembers = fields.map((each) => interfaceMember(each.fieldName, valueType(each.type), each.description));
  const propertyMembers = properties.map((each) =>
    interfaceMember(each.name, `${name}['${each.name}']`, each.description),
  );
  const eventMembers = element.events.map(
    (event) => `  /** ${event.description} */\n  '${event.name}': ${event.type.text};\n`,
  );
  return `/** The attributes of \`<${element.tagName}>\`. */
export interface ${name}Attributes {
${attributeMembers.join('')}}

/** The attributes that have a property, by the property's name. */
export interface ${name}Fields {
${fieldMembers.join('')}}

/** The properties without an attribute. */
export interface ${name}Properties {
${propertyMembers.join('')}}

/** The events by type. */
export interface ${name}Events {
${eventMembers.join('')}}
`;
}

/** A declaration file with each element's attributes, properties and events, from which `types/` derives frameworks' types. */
export function elementTypes(manifest) {
  const elements = elementsOf(manifest);
  const events = [...new Set(elements.flatMap((element) => element.events.map(({ type }) => type.text)))].sort();
  const imported = [...elements.map(({ name }) => name), ...events].map((name) => `  ${name},\n`);
  const byTagName = elements.map(
    ({ tagName, name }) =>
      `  '${tagName}': {\n    element: ${name};\n    attributes: ${name}Attributes;\n    fields: ${name}Fields;\n    properties: ${name}Properties;\n    events: ${name}Events;\n  };\n`,
  );
  return `import type {
${imported.join('')}} from '@cognito-otp/element';

${elements.map(elementInterfaces).join('\n')}
/** Everything by the elements' tag names. */
export interface Elements {
${byTagName.join('')}}

/** Event handlers by a prefix and the event's type. */
export type Handlers<Prefix extends string, Events> = {
  [Name in keyof Events & string as \`\${Prefix}\${Name}\`]?: ((event: Events[Name]) => void) | undefined;
};
`;
}

/** The values of a type that is a union of string literals; none for other types. */
const literalValues = (type) =>
  [...(type?.text.matchAll(/'([^']+)'/g) ?? [])]
    .filter(() => /^'[^']+'( \| '[^']+')*$/.test(type.text))
    .map(([, name]) => ({ name }));

/** VS Code's custom data for HTML: https://github.com/microsoft/vscode-html-languageservice/blob/main/docs/customData.schema.json */
export function vsCodeData(manifest) {
  return {
    version: 1.1,
    tags: elementsOf(manifest).map((element) => ({
      name: element.tagName,
      description: element.description.split('\n')[0],
      attributes: settable(element).attributes.map(({ name, type, description }) => {
        const values = literalValues(type);
        if (type.text === 'boolean') return { name, description, valueSet: 'v' };
        return values.length ? { name, description, values } : { name, description };
      }),
    })),
  };
}

const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
const table = (head, rows) =>
  `| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n${rows.map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')}\n`;
const code = (text) => `\`${text}\``;

/** A titled table in the README; nothing if it has no rows. */
const section = (title, head, rows) => (rows.length ? `#### ${title}\n\n${table(head, rows)}` : '');

/** Rows of a name and a description. */
const named = (list) => (list ?? []).map((each) => [code(each.name), each.description]);

function elementTables(element) {
  const { attributes, properties } = settable(element);
  const readonly = element.attributes.filter((attribute) => !attributes.includes(attribute));
  const methods = element.members.filter(({ kind }) => kind === 'method');
  const parameters = (method) =>
    (method.parameters ?? []).map(({ name, optional }) => (optional ? `${name}?` : name)).join(', ');
  const typed = (list) => list.map((each) => [code(each.name), code(each.type.text), each.description]);
  return [
    `### \`<${element.tagName}>\`\n\n${element.description.split('\n')[0]}\n`,
    section('Attributes', ['attribute', 'type', ''], typed([...attributes, ...readonly])),
    section('Properties', ['property', 'type', ''], typed(properties)),
    section('Events', ['event', 'class', ''], typed(element.events)),
    section(
      'Methods',
      ['method', ''],
      methods.map((each) => [code(`${each.name}(${parameters(each)})`), each.description]),
    ),
    section(
      'Slots',
      ['slot', ''],
      (element.slots ?? []).map((each) => [each.name ? code(each.name) : '(default)', each.description]),
    ),
    section('Parts', ['`::part()`', ''], named(element.cssParts)),
    section('States', ['`:state()`', ''], named(element.cssStates)),
    section(
      'Custom properties',
      ['property', 'default', ''],
      (element.cssProperties ?? []).map((each) => [
        code(each.name),
        each.default ? code(each.default) : '',
        each.description,
      ]),
    ),
  ]
    .filter(Boolean)
    .join('\n');
}

/** The README's tables: attributes, properties, events, methods and what style sheets can use, for each element. */
export const readmeTables = (manifest) => elementsOf(manifest).map(elementTables).join('\n');
