import { register } from '@teamhanko/hanko-elements';

register(`${location.origin}/hanko`);
