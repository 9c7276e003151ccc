// The settings that pages and programs need to use the pool, to copy.

import { byId, copyButton, element } from './elements.js';

/** @import { Overview, Ready } from './overview.js' */

let shownFor = '';

/** @param {Overview} overview */
export function showSettings({ ready }) {
  // They change when another pool has been started at the same address.
  const version = JSON.stringify(ready);
  if (version === shownFor) return;
  shownFor = version;
  const choices = ready.pools.flatMap((pool) => pool.clients.map((client) => ({ pool, client })));
  const select = byId('client', HTMLSelectElement);
  select.replaceChildren(
    ...choices.map(({ pool, client }) =>
      element(
        'option',
        { value: client.clientId },
        ready.pools.length > 1 ? `${pool.logicalId}: ${client.name}` : client.name,
      ),
    ),
  );
  if (ready.clientId !== '') select.value = ready.clientId;
  byId('client-choice', HTMLElement).hidden = choices.length < 2;
  const show = () => {
    const chosen = choices.find(({ client }) => client.clientId === select.value);
    showClient(
      ready,
      chosen?.pool.userPoolId ?? ready.pools[0]?.userPoolId ?? '',
      select.value,
      chosen?.client.clientSecret,
    );
  };
  select.onchange = show;
  show();
  const [pool] = ready.pools;
  const names = ready.pools.map(({ logicalId }) => logicalId).join(', ');
  byId('pool-name', HTMLElement).textContent = pool === undefined ? 'The template has no user pool.' : names;
  document.title = names === '' ? 'Local pool' : `${names} – local pool`;
}

/** @param {Ready} ready @param {string} userPoolId @param {string} clientId @param {string | undefined} secret */
function showClient({ endpoint, region }, userPoolId, clientId, secret) {
  const values = [
    ['User pool ID', userPoolId],
    ['App client ID', clientId],
    ...(secret === undefined ? [] : [['App client secret', secret]]),
    ['Endpoint', endpoint],
    ['Region', region],
  ];
  byId('values', HTMLElement).replaceChildren(
    ...values.flatMap(([name = '', value = '']) => [
      element('dt', {}, name),
      element('dd', {}, element('code', {}, value), copyButton(value, 'Copy', `Copy: ${name}`)),
    ]),
  );
  byId('snippets', HTMLElement).replaceChildren(
    ...snippets({ endpoint, region, userPoolId, clientId }).map(([title = '', text = '']) => snippet(title, text)),
  );
}

/** @param {{ endpoint: string, region: string, userPoolId: string, clientId: string }} ids @returns {string[][]} */
const snippets = ({ endpoint, region, userPoolId, clientId }) => [
  [
    '<cognito-otp-login>',
    `<cognito-otp-login\n  user-pool-id="${userPoolId}"\n  client-id="${clientId}"\n  endpoint="${endpoint}"\n></cognito-otp-login>`,
  ],
  [
    'AWS SDK for JavaScript',
    `new CognitoIdentityProviderClient({\n  region: '${region}',\n  endpoint: '${endpoint}',\n  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },\n})`,
  ],
  [
    'Amplify',
    `Amplify.configure({\n  Auth: {\n    Cognito: {\n      userPoolId: '${userPoolId}',\n      userPoolClientId: '${clientId}',\n      userPoolEndpoint: '${endpoint}',\n    },\n  },\n})`,
  ],
  [
    'AWS CLI',
    `aws cognito-idp list-users \\\n  --user-pool-id ${userPoolId} \\\n  --endpoint-url ${endpoint} \\\n  --region ${region}`,
  ],
];

/** @param {string} title @param {string} text */
const snippet = (title, text) =>
  element(
    'figure',
    { class: 'block' },
    element('figcaption', {}, element('span', {}, title), copyButton(text, 'Copy', `Copy: ${title}`)),
    element('pre', { tabindex: '0', role: 'region', 'aria-label': title }, text),
  );
