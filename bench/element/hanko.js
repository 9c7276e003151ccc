import { register } from '@teamhanko/hanko-elements';

register(document.querySelector('hanko-auth').dataset.api);
