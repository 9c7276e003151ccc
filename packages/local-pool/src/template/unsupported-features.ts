// Features of a template that the local pool does not implement: one line each, with the consequence.

import { functionArn, functionsWith, runsHere } from './functions.js';
import { attachmentsWithoutUser } from './groups.js';
import type { Properties } from './properties.js';
import type { Resource, Resources } from './resources.js';
import { rotationsOf } from './secrets.js';
import { customAttachment } from './trigger-attachments.js';

/**
 * Lists the features that the local pool does not implement.
 *
 * @param functions the ARNs of the functions that run here
 */
export function collectUnsupported(resources: Resources, functions: ReadonlySet<string>): string[] {
  return [
    ...resources.ofType('AWS::Cognito::UserPool').flatMap(poolLines),
    ...resources.ofType('AWS::Cognito::UserPoolClient').flatMap(clientLines),
    ...resourceLines(resources),
    ...attachmentLines(resources),
    ...attachmentsWithoutUser(resources),
    ...identityPoolLines(resources),
    ...layerLines(resources, functions),
    ...secretRotationLines(resources),
  ];
}

/** A setting of a user pool, and the consequence of its absence here. */
interface PoolFeature {
  readonly isUsed: (pool: Properties) => boolean;
  readonly line: string;
}

const trigger = (name: string, line: string): PoolFeature => ({
  isUsed: (pool) => pool.child('LambdaConfig')?.has(name) === true,
  line: `has a ${name}. The local pool does not ${line}`,
});

const poolFeatures: readonly PoolFeature[] = [
  trigger('CustomSMSSender', "run it: Cognito's own messages go to the outbox."),
  trigger('CustomEmailSender', "run it: Cognito's own messages go to the outbox."),
  trigger('InboundFederation', 'have identity providers, so it is never called.'),
  {
    isUsed: (pool) =>
      pool.child('Policies')?.child('SignInPolicy')?.strings('AllowedFirstAuthFactors').includes('WEB_AUTHN') === true,
    line: 'offers passkeys (AllowedFirstAuthFactors: WEB_AUTHN). The local pool has none: users sign in with the other factors.',
  },
  {
    isUsed: (pool) =>
      ['AUDIT', 'ENFORCED'].includes(pool.child('UserPoolAddOns')?.string('AdvancedSecurityMode') ?? ''),
    line: 'has threat protection (AdvancedSecurityMode). The local pool assesses no risks.',
  },
];

function poolLines({ logicalId, properties }: Resource): string[] {
  return poolFeatures.filter(({ isUsed }) => isUsed(properties)).map(({ line }) => `${logicalId} ${line}`);
}

function clientLines({ logicalId, properties }: Resource): string[] {
  const providers = properties.strings('SupportedIdentityProviders').filter((name) => name !== 'COGNITO');
  return [
    ...(providers.length === 0
      ? []
      : [
          `${logicalId} signs users in with ${providers.join(', ')}. The local pool has no federation: those users cannot sign in.`,
        ]),
    ...(properties.boolean('AllowedOAuthFlowsUserPoolClient') === true
      ? [`${logicalId} uses OAuth flows. The local pool has no hosted pages: only the API of user pools is available.`]
      : []),
  ];
}

/** Resources of user pools that the local pool does not create, and the consequence. */
const MISSING_RESOURCES: Readonly<Record<string, string>> = {
  'AWS::Cognito::UserPoolIdentityProvider': 'has no federation: its users cannot sign in.',
  'AWS::Cognito::UserPoolDomain': 'has no hosted pages at a domain.',
  'AWS::Cognito::UserPoolResourceServer': 'has no resource servers: access tokens do not contain their scopes.',
  'AWS::Cognito::UserPoolRiskConfigurationAttachment': 'assesses no risks.',
  'AWS::Cognito::UserPoolReplica': 'has one Region.',
  'AWS::Cognito::UserPoolUICustomizationAttachment': 'has no hosted pages.',
  'AWS::Cognito::ManagedLoginBranding': 'has no hosted pages.',
  'AWS::Cognito::Terms': 'has no hosted pages.',
  'AWS::Cognito::IdentityPoolPrincipalTag': 'sets no tags on sessions of identities.',
  'AWS::Cognito::LogDeliveryConfiguration': 'delivers no logs.',
};

const resourceLines = (resources: Resources): string[] =>
  resources.all
    .filter(({ type }) => Object.hasOwn(MISSING_RESOURCES, type))
    .map(
      ({ logicalId, type }) => `${logicalId} (${type.split('::').at(-1)}): the local pool ${MISSING_RESOURCES[type]}`,
    );

/** Identity providers of identity pools besides user pools, by their property. */
const IDENTITY_PROVIDERS = [
  'SupportedLoginProviders',
  'OpenIdConnectProviderARNs',
  'SamlProviderARNs',
  'DeveloperProviderName',
] as const;

const identityPoolLines = (resources: Resources): string[] => [
  ...resources
    .ofType('AWS::Cognito::IdentityPool')
    .flatMap(({ logicalId, properties }) =>
      IDENTITY_PROVIDERS.filter((key) => properties.has(key)).map(
        (key) =>
          `${logicalId} has ${key}. The local pool accepts tokens of user pools only: other users cannot get credentials.`,
      ),
    ),
  ...resources
    .ofType('AWS::Cognito::IdentityPoolRoleAttachment')
    .filter(({ properties }) => properties.has('RoleMappings'))
    .map(
      ({ logicalId }) =>
        `${logicalId} has RoleMappings. In the local pool every signed-in identity has the role of Roles.authenticated.`,
    ),
];

function attachmentLines(resources: Resources): string[] {
  const pools = new Set(
    resources.ofType('AWS::Cognito::UserPool').map(({ properties }) => properties.string('UserPoolName')),
  );
  return resources
    .ofType('Custom::CognitoUserPool')
    .map(customAttachment)
    .filter(({ poolName, functionName }) => !pools.has(poolName) || functionArn(resources, functionName) === undefined)
    .map(
      ({ logicalId, poolName, triggers }) =>
        `${logicalId} attaches ${triggers.join(', ')} to the user pool ${poolName}, which no template defines: pass its template with a further --template, or the function is not called.`,
    );
}

const layerLines = (resources: Resources, functions: ReadonlySet<string>): string[] =>
  functionsWith(resources, functions)
    .filter(({ properties }) => properties.list('Layers').length > 0)
    .map(({ logicalId }) => `${logicalId} has Layers. The local pool does not load them.`);

const secretRotationLines = (resources: Resources): string[] =>
  [...rotationsOf(resources)]
    .filter(([, rotationFunction]) => !runsHere(resources, rotationFunction))
    .map(
      ([secret]) =>
        `The rotation function of ${secret} does not run on Node. The local pool rotates the secret by generating a new value.`,
    );
