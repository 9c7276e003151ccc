import vue from '@vitejs/plugin-vue';

/**
 * Vue's compiler has to know which tags are no components of its own.
 *
 * @type {import('vite').PluginOption[]}
 */
export default [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('cognito-otp-') } } })];
