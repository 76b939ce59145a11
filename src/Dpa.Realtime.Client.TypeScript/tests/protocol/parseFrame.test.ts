import { describe, expect, it } from 'vitest';
import { parseFrame } from '../../src/protocol/parseFrame.js';
import { fullState, stage, stageUpdate } from '../fakes/frames.js';

const parse = (frame: object): unknown => parseFrame(JSON.stringify(frame));

describe('parseFrame', () => {
  it.each(['', '{', 'null', '[]', '1', '"x"', '{}', '{"type":1}', '{"type":"gossip"}', '{"type":"toString"}', '{"type":"__proto__"}'])(
    'Text_%s_IsNoFrame',
    (text) => expect(parseFrame(text)).toBeUndefined(),
  );

  it('Binary_IsNoFrame', () => expect(parseFrame(new ArrayBuffer(2))).toBeUndefined());

  it('FullState_WithAttributesAndUnknownFields_KeepsThem', () => {
    expect(parse(fullState({ document_id: 'd1', shade: 7 }))).toMatchObject({ document_id: 'd1', shade: 7, can_cancel: false });
  });

  it('FullState_WithoutWhatMayBeLeftOut_HasDefaults', () => {
    const bare = { id: 'parse', status: 'pending', progress: 0 };
    expect(parse(fullState({ stages: [bare] }))).toMatchObject({ stages: [{ name: 'parse', message: null, started_at: null, weight: 1, attempt: 1 }] });
  });

  it('FullState_WithNulls_ReadsThemAsLeftOut', () => {
    const nulls = { stages: null, transitions: null, parent_id: null, continues: null, current_stage: null };
    const frame = parse(fullState(nulls));
    expect(frame).toMatchObject({ transitions: [], current_stage: null });
    for (const name of ['stages', 'parent_id', 'continues']) expect(frame).not.toHaveProperty(name);
  });

  it.each([
    ['no epoch', { epoch: undefined }],
    ['a negative version', { version: -1 }],
    ['a version beyond 2^53', { version: 2 ** 53 }],
    ['a status of its own', { status: 'dancing' }],
    ['101 percent', { overall_progress: 101 }],
    ['a stage that cannot be read', { stages: [stage('parse'), { id: 1 }] }],
    ['stages that are no list', { stages: {} }],
  ])('FullState_With %s_IsNoFrame', (_, fields) => expect(parse(fullState(fields))).toBeUndefined());

  it('StageUpdate_WithoutItsStage_IsNoFrame', () => expect(parse(stageUpdate({ stage_type: undefined }))).toBeUndefined());

  it('Ping_WithMarks_ReadsThoseThatAreWellFormed', () => {
    const marks = { p1: 'e1:4', p2: 'e1', p3: 7, p4: 'e1:x' };
    expect(parse({ type: 'ping', marks })).toMatchObject({ marks: new Map([['p1', { epoch: 'e1', version: 4 }]]) });
  });

  it('Ping_WithoutMarks_HasNone', () => expect(parse({ type: 'ping' })).toMatchObject({ marks: new Map() }));
});
