// Cognito identity pools of a template.

import type { IdentityPoolDefinition } from '../model/stack.js';
import type { Resources } from './resources.js';

/**
 * Reads the identity pools with the roles that are attached to them.
 *
 * @throws TemplateError for invalid properties
 */
export function readIdentityPools(resources: Resources): IdentityPoolDefinition[] {
  const attachments = resources.ofType('AWS::Cognito::IdentityPoolRoleAttachment');
  return resources.ofType('AWS::Cognito::IdentityPool').map(({ identity, properties }) => {
    const attachment = attachments.find((one) => one.properties.string('IdentityPoolId') === identity.ref);
    const roles = attachment?.properties.child('Roles');
    return {
      logicalId: identity.logicalId,
      id: identity.ref,
      allowUnauthenticated: properties.boolean('AllowUnauthenticatedIdentities') ?? false,
      providers: properties.children('CognitoIdentityProviders').map((provider) => ({
        provider: provider.requiredString('ProviderName', 'the ProviderName of a user pool'),
        clientId: provider.requiredString('ClientId', 'an app client'),
      })),
      authenticatedRole: roles?.string('authenticated'),
      unauthenticatedRole: roles?.string('unauthenticated'),
    };
  });
}
