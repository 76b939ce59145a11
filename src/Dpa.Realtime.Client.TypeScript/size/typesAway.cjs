// A loader of webpack: TypeScript without its types.
const { transform } = require('esbuild');

module.exports = async function typesAway(source) {
  const loader = this.resourcePath.endsWith('x') ? 'tsx' : 'ts';
  const { code } = await transform(source, { loader, target: 'es2022', jsx: 'automatic' });
  return code;
};
