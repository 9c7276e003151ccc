import { open } from '../client/aws-amplify.js';
import { connectForm } from './form.js';

connectForm(open);
