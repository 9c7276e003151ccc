import { open } from '../client/cognito-otp.js';
import { connectForm } from './form.js';

connectForm(open);
