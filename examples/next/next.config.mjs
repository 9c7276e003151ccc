/** @type {import('next').NextConfig} */
export default {
  // The path under which the gallery serves this example.
  basePath: '/next',
  trailingSlash: true,
  distDir: 'dist',
};
