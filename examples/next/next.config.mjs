/** @type {import('next').NextConfig} */
export default {
  // Where the gallery has it.
  basePath: '/next',
  trailingSlash: true,
  distDir: 'dist',
};
