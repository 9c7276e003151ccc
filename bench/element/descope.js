// The one file that its documentation has pages load; its modules want a state library beside them.
import '@descope/web-component/dist/index.js';
