// A folder of static files, which any server has as its own.
export default { output: 'export', images: { unoptimized: true } };
