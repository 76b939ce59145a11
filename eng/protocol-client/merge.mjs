// What a client does with a frame: docs/protocol.md#what-a-client-does-with-a-frame, and nothing else. held: {state, counter, complete} or
// null.
const position = (f) => [f.epoch, f.version];
const compare = ([e1, v1], [e2, v2]) => (e1 < e2 ? -1 : e1 > e2 ? 1 : v1 - v2);
const optional = ['status_word', 'ended', 'completed_units', 'total_units', 'unit', 'eta_ms', 'eta_low_ms', 'eta_high_ms', 'indeterminate', 'error', 'error_info'];
const statuses = ['pending', 'processing', 'interrupted', 'cancelling', 'completed', 'failed', 'cancelled', 'skipped', 'waiting'];
const mayBeAbsent = ['status_word', 'ended', 'current_stage', 'message', 'eta_ms', 'eta_low_ms', 'eta_high_ms', 'error', 'error_info', 'question', 'stalled', 'children', 'children_weight', 'children_progress'];
const always = ['status', 'progress', 'attempt', 'message', 'started_at', 'completed_at', 'duration'];

// A frame that lacks what the rules need, or has it in another kind, is ignored.
export function canRead(f) {
  const counts = [f.version, f.transition].every((n) => Number.isSafeInteger(n) && n >= 0);
  const list = f.type === 'stage_update' ? typeof f.stage_type === 'string' && typeof f.change === 'string' : Array.isArray(f.stages ?? []);
  return counts && list && typeof f.epoch === 'string' && (f.type === 'progress' || typeof f.status === 'string');
}

// A status word of a later version is a running status, or a cancelled one where the attempt has ended.
export function inKnownWords(frame) {
  const known = structuredClone(frame);
  const know = (object, field) => {
    const word = object[field];
    if (typeof word !== 'string' || statuses.includes(word)) return;
    object[`${field}_word`] = word;
    object[field] = field !== 'from' && object.ended === true ? 'cancelled' : 'processing';
  };
  know(known, 'status');
  know(known, 'from');
  const list = (value) => (Array.isArray(value) ? value : []);
  for (const stage of list(known.stages)) know(stage, 'status');
  for (const transition of list(known.transitions)) {
    know(transition, 'from');
    know(transition, 'to');
  }

  return known;
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
  const merge = { stage_update: stageUpdate, progress, pipeline_update: pipelineUpdate, pipeline_progress: pipelineProgress };
  const result = merge[frame.type](held, inKnownWords(frame), answersWithoutSince);
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
  let counter = sameEpoch || !f.transitions ? held.counter : startOfCount(held, f);
  if (f.transition < counter) counter = f.transition;
  if (!f.transitions) return { held: take(held, f, f.transition) }; // they were not asked for
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
  const transitions = f.transitions ?? (related ? held.state.transitions : []);
  return { state: { ...fields, stages, transitions }, counter, complete: part ? held.complete : Array.isArray(f.stages) };
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

// What it leaves out is as held: so only a complete state will do.
function progress(held, f) {
  if (held && compare(position(f), position(held.state)) <= 0) return {};
  if (f.epoch !== held?.state.epoch || f.transition > held.counter || !held.complete) return { heal: true };
  const old = held.state.stages[f.stage];
  if (!old) return { held: { ...held, complete: false }, heal: true };
  const stage = { ...old, version: f.version, progress: f.progress };
  const moved = { message: f.message, completed_units: f.done, total_units: f.of, unit: f.unit, eta_ms: f.eta_ms, eta_low_ms: f.low, eta_high_ms: f.high, indeterminate: f.indeterminate };
  for (const [k, v] of Object.entries(moved)) if (v == null) delete stage[k]; else stage[k] = v;
  const stages = held.state.stages.map((s) => (s === old ? stage : s));
  return { held: { ...held, state: { ...held.state, version: f.version, overall_progress: f.overall, timestamp: timeAfter(held, f), stages } } };
}

// The frame without stages that has, in what it leaves out, what is held.
function pipelineUpdate(held, f, answersWithoutSince) {
  if (held && compare(position(f), position(held.state)) <= 0) return {};
  if (f.epoch !== held?.state.epoch) return { heal: true };
  const full = { ...held.state };
  for (const k of ['stages', 'transitions', ...mayBeAbsent]) delete full[k];
  const { at: _at, overall, can, ...told } = f;
  Object.assign(full, told, { type: 'pipeline_progress', overall_progress: overall, timestamp: timeAfter(held, f) });
  Object.assign(full, { can_cancel: (can & 1) > 0, can_interrupt: (can & 2) > 0, can_resume: (can & 4) > 0, can_retry: (can & 8) > 0 });
  Object.assign(full, { interrupted: f.status === 'interrupted', completed: f.status === 'completed' });
  return pipelineProgress(held, full, answersWithoutSince);
}

function timeAfter(held, { at }) {
  return new Date(Date.parse(held.state.created_at) + at).toISOString();
}

function transitionOf({ transition, version, stage_type, from, from_word, status: to, status_word: to_word, ended, attempt, change, timestamp, message }) {
  const words = { ...(from_word && { from_word }), ...(to_word && { to_word }), ...(ended && { ended }) };
  return { transition, version, stage_type, from, to, attempt, ...words, ...(change === 'attempt' && { new_attempt: true }), timestamp, ...(message && { message }) };
}
