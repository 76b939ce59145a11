import { describe, expect, it } from 'vitest';
import { cardModel } from '../src/cards/cardModel';
import { item, pipeline, stage, upload } from './states';

describe('cardModel', () => {
  it('message_ThatIsAWarningOfTheCard_IsNotShownTwice', () => {
    const warning = { transition: 2, version: 2, from: 'processing', to: 'processing', timestamp: '' } as const;
    const state = pipeline({
      transitions: [{ ...warning, attempt: 1, stage_type: 'summary', message: 'Too short.' }],
      stages: [
        stage('summary', { status: 'completed', message: 'Too short.' }),
        stage('index', { status: 'completed', message: 'Found.' }),
      ],
    });
    const model = cardModel({ state });
    expect(model.warnings).toEqual(['Too short.']);
    expect(model.stages.map(({ message }) => message)).toEqual(['', 'Found.']);
  });

  it('NoStateYet_IsNotKnown_NeverZero', () => {
    const model = cardModel({ item: item({ status: 'something new' }) });
    expect(model.status).toBe('unknown');
    expect(model.percent).toBeNull();
  });

  it('Sending_WithoutState_ShowsTheBytesThatLeft', () => {
    const model = cardModel({ upload: upload({ sentBytes: 250 }) });
    expect(model.status).toBe('sending');
    expect(model.stages).toMatchObject([
      { id: 'upload', percent: 25 },
      { id: 'parse', status: 'pending' },
      { id: 'index', status: 'pending' },
    ]);
  });

  it('EmptyFile_HasNoShare', () => {
    expect(cardModel({ upload: upload({ size: 0 }) }).stages[0]?.percent).toBeNull();
  });

  it('StateThatIsNoNumber_IsNotKnown', () => {
    const state = pipeline({
      overall_progress: Number.NaN,
      stages: [stage('parse', { status: 'processing', progress: Number.NaN })],
    });
    const model = cardModel({ state });
    expect(model.percent).toBeNull();
    expect(model.stages[0]?.percent).toBeNull();
  });

  it('StageThatHasReportedNothing_IsNotKnown_AndReportedZeroIs', () => {
    const parse = (change: Parameters<typeof stage>[1]) =>
      cardModel({ state: pipeline({ stages: [stage('parse', { status: 'processing', ...change })] }) }).stages[0];
    expect(parse({ progress: 0 })?.percent).toBeNull();
    expect(parse({ progress: 0, completed_units: 0, total_units: 80 })?.percent).toBe(0);
    expect(parse({ progress: 1 })?.percent).toBe(1);
  });

  it('UploadingWithState_TakesTheFurtherOfBoth', () => {
    const state = pipeline({ stages: [stage('upload', { status: 'processing', progress: 10 })] });
    expect(cardModel({ state, upload: upload({ sentBytes: 400 }) }).stages[0]?.percent).toBe(40);
  });

  it('UploadOnly_IsStored', () => {
    const answer = { document_id: 'doc-1', filename: 'a', size: 1, status: 'uploaded', message: '' } as const;
    expect(cardModel({ upload: upload({ phase: 'accepted', answer }) }).status).toBe('stored');
    expect(cardModel({ item: item({ pipeline_id: null, status: 'uploaded' }) }).status).toBe('stored');
  });

  it('SameContentUnderAnotherName_IsAlreadyThereAndKeepsTheNameThatWasSent', () => {
    const answer = { document_id: 'doc-1', filename: 'report.pdf', size: 1, status: 'exists', message: '' } as const;
    const model = cardModel({
      upload: upload({ name: 'copy.pdf', phase: 'accepted', answer }),
      item: item({ has_summary: true }),
    });
    expect(model).toMatchObject({
      name: 'copy.pdf',
      status: 'exists',
      documentId: 'doc-1',
      percent: null,
      stages: [],
      hasSummary: true,
    });
  });

  it('SameContentProcessedAgainOnDemand_KeepsTheNameThatWasSent', () => {
    const answer = { document_id: 'doc-2', filename: 'copy.pdf', size: 1, status: 'waiting', message: '' } as const;
    const model = cardModel({
      upload: upload({ name: 'copy.pdf', phase: 'accepted', answer }),
      item: item({ filename: 'report.pdf' }),
      state: pipeline({ status: 'completed', stages: [stage('parse', { status: 'completed' })] }),
    });
    expect(model).toMatchObject({ name: 'copy.pdf', documentId: 'doc-1', status: 'completed' });
  });

  it('FailedPipeline_TellsErrorAndLeavesTheRestNotRun', () => {
    const failed = stage('parse', {
      status: 'failed',
      error: 'broken',
      error_info: { code: 'corrupt', message: 'broken', suggestion: 'export it again' },
    });
    const model = cardModel({ state: pipeline({ status: 'failed', stages: [failed, stage('index')] }) });
    expect(model.error).toEqual({ code: 'corrupt', message: 'broken', suggestion: 'export it again' });
    expect(model.stages[1]?.status).toBe('notRun');
  });

  it('RetryOfACancelledPipeline_StagesWhoseTurnComesAgainWait', () => {
    const stages = [stage('index', { status: 'processing', attempt: 2 }), stage('summary', { status: 'cancelled' })];
    expect(cardModel({ state: pipeline({ attempt: 2, stages }) }).stages[1]).toMatchObject({
      status: 'pending',
      percent: null,
    });
    expect(cardModel({ state: pipeline({ status: 'cancelled', attempt: 2, stages }) }).stages[1]?.status).toBe(
      'cancelled',
    );
  });

  it('RefusedForItsSize_IsAnErrorOfTheFile', () => {
    expect(cardModel({ upload: upload({ phase: 'failed', refused: { limit: 10 } }) }).error?.code).toBe('too_large');
  });
});
