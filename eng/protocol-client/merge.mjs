// What a client does with a frame: docs/protocol.md section 5, and nothing else. held: {state, counter, complete} or null.
const position = (f) => [f.epoch, f.version];
const compare = ([e1, v1], [e2, v2]) => (e1 < e2 ? -1 : e1 > e2 ? 1 : v1 - v2);
const optional = ['completed_units', 'total_units', 'unit', 'eta_ms', 'indeterminate', 'error', 'error_info'];
const statuses = ['pending', 'processing', 'interrupted', 'cancelling', 'completed', 'failed', 'cancelled', 'skipped'];
const always = ['status', 'progress', 'attempt', 'message', 'started_at', 'completed_at', 'duration'];

// A frame that lacks what the rules need, or has it in another kind, is ignored.
export function canRead(f) {
  const counts = [f.version, f.transition].every((n) => Number.isSafeInteger(n) && n >= 0);
  const list = f.type === 'stage_update' ? typeof f.stage_type === 'string' && typeof f.change === 'string' : Array.isArray(f.stages ?? []);
  return counts && list && typeof f.epoch === 'string' && statuses.includes(f.status);
}

// A position that the server has sent, from a confirmation or a mark: whether something on the way to it was lost.
export function compareSent(held, sent, wantsStages) {
  if (!held) return { held, heal: true };
  const isBehind = compare(position(sent), position(held.state)) > 0;
  const next = isBehind ? { ...held, complete: false } : held;
  return { held: next, heal: isBehind || (wantsStages && !next.complete) };
}

// raised: the transitions, as a full state lists them.
export function apply(held, frame, answersWithoutSince = false) {
  const result = frame.type === 'stage_update' ? stageUpdate(held, frame) : pipelineProgress(held, frame, answersWithoutSince);
  return { held, raised: [], skipped: 0, heal: false, ...result };
}

function pipelineProgress(held, f, answersWithoutSince) {
  const part = f.partial === true;
  if (!held) return part ? { heal: true } : { held: take(null, f, f.transition) };
  if (f.reset) return { held: take(null, f, f.transition) };
  const order = compare(position(f), position(held.state));
  if (order === 0 && f.stages && !part && !held.complete) return { held: take(held, f, held.counter) };
  if (order <= 0) return {};
  const sameEpoch = f.epoch === held.state.epoch;
  if (part && !sameEpoch) return { heal: true };
  let counter = sameEpoch ? held.counter : startOfCount(held, f);
  if (f.transition < counter) counter = f.transition;
  const skipped = Math.max(0, f.transitions_from - 1 - counter);
  if (skipped > 0 && !f.stages && !answersWithoutSince) return { heal: true };
  const raised = f.transitions.filter((t) => t.transition > counter);
  const next = take(held, f, f.transition);
  return { held: next, raised, skipped, heal: part && !next.complete };
}

function startOfCount(held, f) {
  if (!f.continues) return 0;
  if (f.continues === held.state.epoch) return held.counter;
  const known = new Map(held.state.transitions.map((t) => [t.transition, t]));
  const both = f.transitions.filter((t) => known.has(t.transition));
  if (both.length === 0) return f.transition >= held.counter ? held.counter : 0;
  return both.every((t) => ['stage_type', 'to', 'timestamp'].every((k) => t[k] === known.get(t.transition)[k])) ? held.counter : 0;
}

function take(held, f, counter) {
  const part = f.partial === true;
  const related = held && (f.epoch === held.state.epoch || f.continues === held.state.epoch);
  const before = related ? held.state.stages : [];
  let stages = f.stages ?? before;
  if (part) {
    const changed = new Map(f.stages.map((s) => [s.id, s]));
    stages = [...before.map((s) => changed.get(s.id) ?? s), ...f.stages.filter((s) => !before.some((b) => b.id === s.id))];
  }

  const { type: _type, partial: _partial, reset: _reset, ...fields } = f;
  return { state: { ...fields, stages }, counter, complete: part ? held.complete : Array.isArray(f.stages) };
}

function stageUpdate(held, f) {
  if (f.provisional) return {};
  if (!held || f.epoch > held.state.epoch) return { heal: true };
  if (compare(position(f), position(held.state)) <= 0) return {};
  const brings = f.change === 'progress' ? 0 : 1;
  const old = held.state.stages.find((s) => s.id === f.stage_type);
  if (f.transition - brings > held.counter) return { heal: true };
  if (!old) return { held: { ...held, complete: false }, heal: true };
  const stage = { ...old, version: f.version };
  for (const k of always) stage[k] = f[k];
  for (const k of optional) if (k in f) stage[k] = f[k]; else delete stage[k];
  const { epoch, version, transition, overall_progress, current_stage, timestamp } = f;
  const state = { ...held.state, epoch, version, transition, overall_progress, current_stage, timestamp, stages: held.state.stages.map((s) => (s === old ? stage : s)) };
  return { held: { state, counter: f.transition, complete: held.complete }, raised: brings && f.transition > held.counter ? [transitionOf(f)] : [] };
}

function transitionOf({ transition, version, stage_type, from, status: to, attempt, change, timestamp, message }) {
  return { transition, version, stage_type, from, to, attempt, ...(change === 'attempt' && { new_attempt: true }), timestamp, ...(message && { message }) };
}
