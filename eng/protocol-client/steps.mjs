// Runs merge-steps.json (its format: docs/protocol/vectors/README.md) against this client's merge.
//   node client.mjs --steps docs/protocol/vectors/merge-steps.json
import { readFileSync } from 'node:fs';
import { apply, canRead, compareSent } from './merge.mjs';

const { base, cases } = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const failures = cases.flatMap((one) => run(one).map((what) => `${one.name}: ${what}`));
failures.forEach((failure) => console.error(failure));
console.log(`${cases.length} cases, ${failures.length} failures`);
process.exit(failures.length === 0 && cases.length > 0 ? 0 : 1);

function run({ detail, steps }) {
  const wantsStages = detail !== 'pipeline';
  const seen = { held: null, raised: [], skips: [] };
  return steps.flatMap(({ frame, answers_without_since, expect = {} }, at) => {
    take(seen, complete(frame), answers_without_since, wantsStages);
    return differences(seen, expect).map((difference) => `step ${at + 1}: ${difference}`);
  });
}

function take(seen, frame, answersWithoutSince, wantsStages) {
  seen.heal = false;
  if (['pipeline_progress', 'stage_update', 'progress', 'pipeline_update'].includes(frame.type)) {
    const result = canRead(frame) ? apply(seen.held, frame, answersWithoutSince) : { held: seen.held, raised: [], skipped: 0, heal: false };
    ({ held: seen.held, heal: seen.heal } = result);
    seen.raised.push(...result.raised);
    if (result.skipped > 0) seen.skips.push(result.skipped);
  } else if (frame.type === 'subscription_confirmed' && frame.version > 0) {
    Object.assign(seen, compareSent(seen.held, frame, wantsStages));
  } else if (frame.type === 'ping' && frame.marks) {
    const [epoch, version] = frame.marks.p.split(':');
    Object.assign(seen, compareSent(seen.held, { epoch, version: Number(version) }, wantsStages));
  }
}

function complete(given) {
  const frame = { ...base[given.type], ...given };
  for (const [list, element] of [['stages', 'stage'], ['transitions', 'transition']])
    if (Array.isArray(frame[list])) frame[list] = frame[list].map((one) => ({ ...base[element], ...one }));
  return frame;
}

function differences({ held, raised, skips, heal }, expect) {
  const state = held?.state ?? null;
  const actual = { position: state && { epoch: state.epoch, version: state.version }, counter: held?.counter, complete: held?.complete, heal, skips, raised, state };
  return Object.entries(expect).flatMap(([field, wanted]) => (field in actual ? compare(wanted, actual[field], field) : [`${field} is no expectation`]));
}

function compare(wanted, actual, path) {
  if (Array.isArray(wanted))
    return Array.isArray(actual) && actual.length === wanted.length ? wanted.flatMap((one, i) => compare(one, actual[i], `${path}[${i}]`)) : [`${path} is ${JSON.stringify(actual)}`];
  if (wanted !== null && typeof wanted === 'object')
    return actual ? Object.entries(wanted).flatMap(([field, value]) => compare(value, actual[field], `${path}.${field}`)) : [`${path} is ${actual}`];
  return (actual ?? null) === wanted ? [] : [`${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`];
}
