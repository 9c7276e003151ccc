// The single file that its documentation tells pages to load; its modules require a state library in addition.
import '@descope/web-component/dist/index.js';
