import vue from '@vitejs/plugin-vue';

/**
 * Tells Vue's compiler which tags are custom elements rather than Vue components.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('cognito-otp-') } } })];
