// Reads Prometheus' text format from the standard input; prints the families as JSON, or ends with 1 where it is none.
import parse from 'parse-prometheus-text-format';

let text = '';
for await (const piece of process.stdin) text += piece;
const families = (parse.default ?? parse)(text);
process.stdout.write(JSON.stringify(families));
