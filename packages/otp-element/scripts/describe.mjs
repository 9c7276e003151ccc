import { elementsOf } from './manifest.mjs';

/** What an author may give an element, as opposed to what it tells. */
const givenTo = (element) => {
  const readonly = new Set(element.members.filter((member) => member.readonly).map(({ name }) => name));
  const attributes = element.attributes.filter(({ fieldName }) => !readonly.has(fieldName));
  const named = new Set(element.attributes.map(({ fieldName }) => fieldName));
  const properties = element.members.filter(({ kind, name }) => kind === 'field' && !named.has(name));
  return { attributes, properties };
};

const member = (key, type, description) => `  /** ${description} */\n  ${key}?: ${type} | undefined;\n`;

/** A declaration file with each element's attributes, properties and events, for the frameworks' own types to build on. */
export function elementTypes(manifest) {
  const elements = elementsOf(manifest);
  const events = [...new Set(elements.flatMap((element) => element.events.map(({ type }) => type.text)))].sort();
  const faces = elements.map((element) => {
    const { name } = element;
    const { attributes, properties } = givenTo(element);
    const fields = attributes.filter(({ fieldName }) => fieldName);
    return `export interface ${name}Attributes {
${attributes.map(({ name: key, type, description }) => member(`'${key}'`, type.text === 'boolean' ? "boolean | ''" : type.text, description)).join('')}}

/** The attributes that are properties too, by the property's name. */
export interface ${name}Fields {
${fields.map(({ fieldName, type, description }) => member(fieldName, type.text === 'boolean' ? "boolean | ''" : type.text, description)).join('')}}

export interface ${name}Properties {
${properties.map(({ name: key, description }) => member(key, `${name}['${key}']`, description)).join('')}}

export interface ${name}Events {
${element.events.map((event) => `  /** ${event.description} */\n  '${event.name}': ${event.type.text};\n`).join('')}}
`;
  });
  return `import type {
${[...elements.map(({ name }) => name), ...events].map((name) => `  ${name},\n`).join('')}} from '@cognito-otp/element';

${faces.join('\n')}
/** Everything by the elements' names. */
export interface Elements {
${elements.map(({ tagName, name }) => `  '${tagName}': {\n    element: ${name};\n    attributes: ${name}Attributes;\n    fields: ${name}Fields;\n    properties: ${name}Properties;\n    events: ${name}Events;\n  };\n`).join('')}}

/** Handlers by the events' names with something before them. */
export type Handlers<Prefix extends string, Events> = {
  [Name in keyof Events & string as \`\${Prefix}\${Name}\`]?: ((event: Events[Name]) => void) | undefined;
};
`;
}

const values = (type) =>
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
      attributes: givenTo(element).attributes.map(({ name, type, description }) => {
        const choices = values(type);
        if (type.text === 'boolean') return { name, description, valueSet: 'v' };
        return choices.length ? { name, description, values: choices } : { name, description };
      }),
    })),
  };
}

const cell = (text) =>
  String(text ?? '')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
const table = (head, rows) =>
  rows.length
    ? `| ${head.join(' | ')} |\n|${'---|'.repeat(head.length)}\n${rows.map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n')}\n`
    : '';
const section = (title, text) => (text ? `#### ${title}\n\n${text}` : '');
const code = (text) => `\`${text}\``;

/** The README's tables. */
export function readmeTables(manifest) {
  return elementsOf(manifest)
    .map((element) => {
      const { attributes, properties } = givenTo(element);
      const told = element.attributes.filter((attribute) => !attributes.includes(attribute));
      const methods = element.members.filter(({ kind }) => kind === 'method');
      const parameters = (method) =>
        (method.parameters ?? []).map(({ name, optional }) => (optional ? `${name}?` : name)).join(', ');
      return [
        `### \`<${element.tagName}>\`\n\n${element.description.split('\n')[0]}\n`,
        section(
          'Attributes',
          table(
            ['attribute', 'type', ''],
            [...attributes, ...told].map((each) => [code(each.name), code(each.type.text), each.description]),
          ),
        ),
        section(
          'Properties',
          table(
            ['property', 'type', ''],
            properties.map((each) => [code(each.name), code(each.type.text), each.description]),
          ),
        ),
        section(
          'Events',
          table(
            ['event', 'class', ''],
            element.events.map((each) => [code(each.name), code(each.type.text), each.description]),
          ),
        ),
        section(
          'Methods',
          table(
            ['method', ''],
            methods.map((each) => [code(`${each.name}(${parameters(each)})`), each.description]),
          ),
        ),
        section(
          'Slots',
          table(
            ['slot', ''],
            (element.slots ?? []).map((each) => [each.name ? code(each.name) : '(default)', each.description]),
          ),
        ),
        section(
          'Parts',
          table(
            ['`::part()`', ''],
            (element.cssParts ?? []).map((each) => [code(each.name), each.description]),
          ),
        ),
        section(
          'States',
          table(
            ['`:state()`', ''],
            (element.cssStates ?? []).map((each) => [code(each.name), each.description]),
          ),
        ),
        section(
          'Custom properties',
          table(
            ['property', 'default', ''],
            (element.cssProperties ?? []).map((each) => [
              code(each.name),
              each.default ? code(each.default) : '',
              each.description,
            ]),
          ),
        ),
      ]
        .filter(Boolean)
        .join('\n');
    })
    .join('\n');
}
