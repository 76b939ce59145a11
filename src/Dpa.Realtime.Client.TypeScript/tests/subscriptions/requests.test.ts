import { describe, expect, it } from 'vitest';
import { isEnd, type AnswerRefusal, type PipelineState } from '../../src/index.js';
import { fullState } from '../fakes/frames.js';
import { client, server, settle } from '../fakes/liveClient.js';

describe('controls and answers', () => {
  it('Control_IsDoneWhenAccepted', async () => {
    const done = client.control('p1', 'interrupt', 'because');
    await settle();
    const [asked] = server.socket.sentOf('control');
    expect(asked).toMatchObject({ pipeline_id: 'p1', action: 'interrupt', reason: 'because' });
    server.socket.push({
      type: 'control_accepted',
      pipeline_id: 'p1',
      action: 'interrupt',
      request_id: asked?.['request_id'],
    });
    await expect(done).resolves.toBeUndefined();
  });

  it('Answer_IsSentAsItIs_AndIsDoneWhenAccepted', async () => {
    const done = client.answer('p1', 'duplicate', { keep: 'both' });
    await settle();
    const [asked] = server.socket.sentOf('control');
    expect(asked).toMatchObject({
      pipeline_id: 'p1',
      action: 'answer',
      question_id: 'duplicate',
      answer: { keep: 'both' },
    });
    server.socket.push({ type: 'control_accepted', action: 'answer', request_id: asked?.['request_id'] });
    await expect(done).resolves.toBeUndefined();
  });

  it('Answer_ThatComesSecond_FailsAsAlreadyAnswered', async () => {
    const done = expect(client.answer('p1', 'duplicate', 'yes')).rejects.toMatchObject({
      name: 'RealtimeError',
      code: 'already_answered' satisfies AnswerRefusal,
    });
    await settle();
    const [asked] = server.socket.sentOf('control');
    server.socket.push({ type: 'error', code: 'already_answered', message: '', request_id: asked?.['request_id'] });
    await done;
  });

  it('Question_IsPartOfTheState_UntilItIsAnswered', async () => {
    const states: (PipelineState | undefined)[] = [];
    client.watch('p1', (state) => states.push(state));
    await settle();
    const question = { id: 'duplicate', text: 'Keep both?', choices: ['yes', 'no'], schema: { type: 'string' } };
    server.socket.push(fullState({ version: 2, status: 'waiting', question }));
    server.socket.push(fullState({ version: 3 }));
    expect(states.map((state) => [state?.status, state?.question])).toEqual([
      ['waiting', question],
      ['processing', undefined],
    ]);
    expect(isEnd('waiting')).toBe(false);
  });

  it.each([{ id: 7 }, 'which?', { id: 'q', text: null }])('Question_ThatCannotBeRead_IsNone', async (question) => {
    const states: (PipelineState | undefined)[] = [];
    client.watch('p1', (state) => states.push(state));
    await settle();
    server.socket.push(fullState({ version: 2, status: 'waiting', question }));
    expect(states.map((state) => [state?.status, state?.question])).toEqual([['waiting', undefined]]);
  });

  it('Control_ThatIsRefused_FailsWithTheServersWords', async () => {
    const done = client.control('p1', 'cancel');
    await settle();
    const [asked] = server.socket.sentOf('control');
    server.socket.push({
      type: 'error',
      code: 'not_controllable',
      message: 'No.',
      suggestion: 'Wait.',
      request_id: asked?.['request_id'],
      pipeline_id: 'p1',
    });
    await expect(done).rejects.toMatchObject({ code: 'not_controllable', message: 'No.', suggestion: 'Wait.' });
  });

  it('Control_WithoutAnAnswer_Fails', async () => {
    const late = expect(client.control('p1', 'cancel')).rejects.toMatchObject({ code: 'timeout' });
    await server.clock.advance(10_000);
    await late;
    const cut = expect(client.control('p1', 'cancel')).rejects.toMatchObject({ code: 'not_connected' });
    await settle();
    server.socket.drop();
    await cut;
    await expect(client.control('p1', 'cancel')).rejects.toMatchObject({ code: 'not_connected' });
  });
});
