import { describe, expect, it } from 'vitest';
import { cardEntries } from '../src/cards/cardEntry';
import { item, pipeline, upload } from './states';

const answer = (pipelineId: string) =>
  ({
    document_id: 'doc-1',
    filename: 'a',
    size: 1,
    status: 'exists',
    message: '',
    processing_pipeline: { pipeline_id: pipelineId },
  }) as const;

describe('cardEntries', () => {
  it('UploadListAndLiveRunOfOneDocument_AreOneCard', () => {
    const entries = cardEntries([upload()], [item()], [pipeline()]);
    expect(entries).toMatchObject([{ key: 'k-1', pipelineId: 'p-1', item: { document_id: 'doc-1' } }]);
  });

  it('AnswerNamesAnotherPipeline_ThatOneIsWatched', () => {
    const entries = cardEntries(
      [upload({ phase: 'accepted', answer: answer('p-9') })],
      [item({ pipeline_id: 'p-9' })],
      [],
    );
    expect(entries).toMatchObject([{ pipelineId: 'p-9' }]);
  });

  it('RunAgainElsewhere_ShowsTheNewestRun', () => {
    const again = pipeline({ pipeline_id: 'p-2', created_at: '2026-11-24T11:00:00Z' });
    expect(cardEntries([], [item()], [pipeline(), again])).toMatchObject([{ key: 'doc-1', pipelineId: 'p-2' }]);
  });

  it('RunThatIsInNoList_HasItsOwnCard', () => {
    expect(cardEntries([], [], [pipeline({ pipeline_id: 'p-7' })])).toMatchObject([{ key: 'p-7', pipelineId: 'p-7' }]);
  });

  it('ProcessedAgainAfterTheUpload_ThatRunIsWatched', () => {
    const again = pipeline({ pipeline_id: 'p-2', created_at: '2026-11-24T11:00:00Z' });
    const entries = cardEntries([upload({ phase: 'accepted', answer: answer('p-1') })], [item()], [pipeline(), again]);
    expect(entries).toMatchObject([{ key: 'k-1', pipelineId: 'p-2' }]);
  });

  it('SameContentSentAgain_ItsOwnPipelineIsNoLaterRun', () => {
    const first = upload({ phase: 'accepted', answer: answer('p-1') });
    const copy = upload({
      key: 'k-2',
      pipelineId: 'p-2',
      phase: 'accepted',
      answer: { ...answer(''), processing_pipeline: null },
    });
    const sent = pipeline({ pipeline_id: 'p-2', created_at: '2026-11-24T11:00:00Z', status: 'completed' });
    const entries = cardEntries([first, copy], [item()], [pipeline(), sent]);
    expect(entries.map(({ key, pipelineId }) => [key, pipelineId])).toEqual([
      ['k-1', 'p-1'],
      ['k-2', undefined],
    ]);
  });

  it('EarlierSendingOfTheSameFile_HasNoCardOfItsOwn', () => {
    const entries = cardEntries(
      [upload({ pipelineId: 'p-3', formerIds: ['p-1'] })],
      [],
      [pipeline({ document_id: undefined })],
    );
    expect(entries).toHaveLength(1);
  });
});
