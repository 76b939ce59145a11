import { describe, expect, it } from 'vitest';
import { parseFrame } from '../../src/protocol/parseFrame.js';
import { fullState, stage, stageUpdate } from '../fakes/frames.js';

const parse = (frame: object): unknown => parseFrame(JSON.stringify(frame));

describe('parseFrame', () => {
  it.each(['', '{', 'null', '[]', '1', '"x"', '{}', '{"type":1}'])(
    'Text_%s_IsNoFrame',
    (text) => expect(parseFrame(text)).toBeUndefined(),
  );

  it('Binary_IsNoFrame', () => expect(parseFrame(new ArrayBuffer(2))).toBeUndefined());

  it('FullState_WithAttributesAndUnknownFields_KeepsThem', () => {
    expect(parse(fullState({ document_id: 'd1', shade: 7 }))).toMatchObject({ document_id: 'd1', shade: 7 });
  });

  it('FullState_WithNulls_ReadsThemAsLeftOut', () => {
    const nulls = { stages: null, transitions: null, parent_id: null, continues: null, current_stage: null };
    const frame = parse(fullState(nulls));
    const names = ['stages', 'transitions', 'parent_id', 'continues', 'current_stage'];
    for (const name of names) expect(frame).not.toHaveProperty(name);
  });

  it.each([
    ['no epoch', { epoch: undefined }],
    ['a negative version', { version: -1 }],
    ['a version beyond 2^53', { version: 2 ** 53 }],
    ['a status that is no text', { status: 7 }],
    ['a stage that cannot be read', { stages: [stage('parse'), { id: 1 }] }],
    ['stages that are no list', { stages: {} }],
  ])('FullState_With %s_IsNoFrame', (_, fields) => expect(parse(fullState(fields))).toBeUndefined());

  it.each([
    ['a text', 'done', undefined],
    ['parts of another kind', { uri: 7, text: {}, attributes: { pages: 128 } }, {}],
    ['all its parts', { uri: '/r', text: 'done', attributes: { pages: '128' } }, undefined],
  ])('Result_%s_IsReadAsFarAsItCanBe', (_, result, read) => {
    const frame = parse(fullState({ result })) as { result?: unknown };
    expect(frame.result).toEqual(typeof result === 'string' ? undefined : (read ?? result));
  });

  it('Children_UnderAStatusThatIsNotKnown_CountAsRunning', () =>
    expect(parse(fullState({ children: { reviewing: 2, processing: 1, failed: 3 } }))).toMatchObject({
      children: { processing: 3, failed: 3 },
    }));

  it('StageUpdate_WithoutItsStage_IsNoFrame', () =>
    expect(parse(stageUpdate({ stage_type: undefined }))).toBeUndefined());

  it('UnknownTypeAndField_AreReadAsTheyAre', () =>
    expect(parse({ type: 'gossip', of: 'p1' })).toEqual({ type: 'gossip', of: 'p1' }));
});
