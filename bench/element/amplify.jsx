import { Authenticator } from '@aws-amplify/ui-react';
import '@aws-amplify/ui-react/styles.css';
import { Amplify } from 'aws-amplify';
import { createRoot } from 'react-dom/client';

Amplify.configure({
  Auth: { Cognito: { userPoolId: 'eu-west-1_AbCdEfGhI', userPoolClientId: '1h57kf5cpq17m0eml12EXAMPLE' } },
});

createRoot(document.querySelector('#root')).render(<Authenticator loginMechanisms={['phone_number']} />);
