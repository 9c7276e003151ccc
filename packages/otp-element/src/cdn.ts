import './define.js';

// The companions are few and small, and the form comes first.
setTimeout(() => import('./define-companions.js'));
