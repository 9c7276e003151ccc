import { open } from '../client/amazon-cognito-identity-js.js';
import { connectForm } from './form.js';

connectForm(open);
