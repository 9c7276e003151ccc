/** Svelte's settings for its type checker; the gallery compiles with `vite-plugins.js`. */
export default {};
