/** Defines the `hanko-auth` element, with the address of the stub API that the page names. */
import { register } from '@teamhanko/hanko-elements';

register(document.querySelector('hanko-auth').dataset.api);
