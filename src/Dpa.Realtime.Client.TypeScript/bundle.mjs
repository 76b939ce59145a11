// The client as one minified module, with the rooms that are loaded late in it. Usage: node bundle.mjs FILE
import { writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';

const bundle = await rolldown({ input: 'src/index.ts', resolve: { extensionAlias: { '.js': ['.ts', '.tsx'] } } });
const { output } = await bundle.generate({ format: 'es', minify: true, codeSplitting: false });
if (output.length !== 1) throw new Error(`${output.length} files: ${output.map((file) => file.fileName)}`);
writeFileSync(process.argv[2], output[0].code);
