import { Authenticator } from '@aws-amplify/ui-react';
import '@aws-amplify/ui-react/styles.css';
import { Amplify } from 'aws-amplify';
import { createRoot } from 'react-dom/client';

const root = document.querySelector('#root');
const { userPoolId, clientId } = root.dataset;
Amplify.configure({
  Auth: { Cognito: { userPoolId, userPoolClientId: clientId, userPoolEndpoint: `${location.origin}/native` } },
});

createRoot(root).render(
  <Authenticator
    loginMechanisms={['phone_number']}
    formFields={{ signIn: { username: { dialCode: '+44' } } }}
    passwordless={{ preferredAuthMethod: 'SMS_OTP', hiddenAuthMethods: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'] }}
  >
    <p data-signed-in>Signed in</p>
  </Authenticator>,
);
