import { RealtimeClient, type ProgressStatus } from '@dpa/realtime';
import { cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { noCrowd } from '../src/workspace/crowd';
import type { CardEntry } from '../src/cards/cardEntry';
import { DocumentCard } from '../src/cards/DocumentCard';
import { DocumentList } from '../src/workspace/DocumentList';
import { AnnouncerProvider } from '../src/feedback/AnnouncerProvider';
import { LanguageProvider } from '../src/i18n/LanguageProvider';
import type { PipelineState } from '../src/pipeline/types';
import { newQueryClient } from '../src/query/queryClient';
import { ServicesProvider } from '../src/workspace/Workspace';
import { UploadQueue } from '../src/sending/UploadQueue';
import { item, pipeline, stage, upload } from './states';

afterEach(cleanup);

/** A client that never connects: the cards show what the list gave. */
const client = new RealtimeClient({
  userId: 'user-1',
  baseUrl: 'http://localhost',
  platform: { WebSocket: undefined, fetch: () => new Promise(() => undefined) },
});
const room = {
  userId: 'user-1',
  client,
  uploads: new UploadQueue(),
  documents: new DocumentList(() => new Promise(() => undefined)),
  queries: newQueryClient(),
  burst: { crowd: noCrowd },
};

function card(state: PipelineState | undefined) {
  return cardOf({
    key: 'doc-1',
    item: item(state ? { state } : { status: 'new' }),
    pipelineId: 'p-1',
    wait: false,
    createdAt: 0,
  });
}

function cardOf(entry: CardEntry, line = false, quiet = false) {
  return (
    <LanguageProvider initial="en">
      <ServicesProvider of={room}>
        <AnnouncerProvider>
          <DocumentCard
            entry={entry}
            line={line}
            quiet={quiet}
            onChoose={() => undefined}
            onDismiss={() => undefined}
          />
        </AnnouncerProvider>
      </ServicesProvider>
    </LanguageProvider>
  );
}

const overall = () => screen.getByRole('progressbar', { name: /overall/ });
const fill = (bar: HTMLElement) => bar.querySelector<HTMLElement>('.bar-fill')?.style.transform;

describe('DocumentCard', () => {
  const words: readonly [ProgressStatus, string, string][] = [
    ['pending', '⏳', 'Waiting'],
    ['processing', '🔄', 'Processing'],
    ['waiting', '❓', 'Waiting for an answer'],
    ['completed', '✅', 'Completed'],
    ['failed', '❌', 'Failed'],
    ['interrupted', '⏸️', 'Interrupted'],
    ['skipped', '⏭️', 'Skipped'],
    ['cancelled', '🚫', 'Cancelled'],
  ];
  it.each(words)('stage_%s_HasItsEmojiHiddenAndAWord', (status, emoji, word) => {
    render(card(pipeline({ stages: [stage('parse', { status })] })));
    const row = screen.getByRole('listitem');
    expect(row.textContent).toContain(word);
    const mark = within(row).getByText(emoji);
    expect(mark.getAttribute('aria-hidden')).toBe('true');
  });

  it('OneOfVeryMany_IsALine_ThatSaysWhatItIsAt_UntilItIsOpened', () => {
    const state = pipeline({
      overall_progress: 40,
      current_stage: 'parse',
      stages: [stage('upload', { status: 'completed' }), stage('parse', { status: 'processing', progress: 20 })],
    });
    const entry = { key: 'doc-1', item: item({ state }), pipelineId: 'p-1', wait: false, createdAt: 0 };
    render(cardOf(entry, true));
    expect(screen.queryByRole('listitem')).toBeNull();
    expect(screen.getByRole('article').textContent).toContain('2 of 2 · Parse');
    fireEvent.click(screen.getByRole('button', { name: 'Show the stages' }));
    expect(screen.getAllByRole('listitem')).toHaveLength(2);
  });

  it('Line_BetweenTwoStages_DoesNotShowWhatTheListKnewOfThem', () => {
    const stages = [stage('parse', { status: 'processing', progress: 20 }), stage('index')];
    const listed = pipeline({ pipeline_id: 'p-2', overall_progress: 20, current_stage: 'parse', stages });
    const leave = client.watch('p-2', () => undefined, {
      detail: 'summary',
      known: pipeline({ pipeline_id: 'p-2', version: 2, overall_progress: 50, stages }),
    });
    const shown = item({ pipeline_id: 'p-2', state: listed });
    render(cardOf({ key: 'doc-1', item: shown, pipelineId: 'p-2', wait: false, createdAt: 0 }, true));
    leave();
    const { textContent } = screen.getByRole('article');
    expect(textContent).toContain('50 %');
    expect(textContent).not.toContain('Parse');
  });

  it.each([
    ['network', undefined, 'The server could not be reached.'],
    ['corrupt', 'It is damaged.', 'It is damaged.'],
  ])('Quiet_ShowsWhyItFailed_AlsoWithoutTheHostsText_%s', (code, message, text) => {
    const failed = upload({ phase: 'failed', problem: { status: 0, code, ...(message && { message }) } });
    render(cardOf({ key: 'k-1', upload: failed, wait: false, createdAt: 0 }, true, true));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByRole('article').querySelector('.card-lost')?.textContent).toContain(text);
  });

  it('Question_IsShownWithItsChoices_AndIsNoError', async () => {
    const question = { id: 'duplicate', text: 'Keep both?', choices: ['Yes', 'No'] };
    const state = pipeline({
      status: 'waiting',
      overall_progress: 40,
      question,
      stages: [stage('parse', { status: 'waiting', progress: 40 })],
    });
    const { container } = render(card(state));
    const asked = await screen.findByRole('group', { name: 'Keep both?' });
    expect(within(asked).getAllByRole('button').map((button) => button.textContent)).toEqual(['Yes', 'No']);
    expect(overall().getAttribute('aria-valuetext')).toContain('Waiting for an answer');
    expect(container.querySelector('.error-box')).toBeNull();
  });

  it('Question_OfALine_IsAnsweredOverHttp_AndAnotherOnesAnswerIsNoError', async () => {
    const question = { id: 'duplicate', text: 'Keep both?', choices: ['Yes', 'No'] };
    const state = pipeline({ status: 'waiting', question, stages: [stage('parse', { status: 'waiting' })] });
    const ask = vi
      .spyOn(globalThis, 'fetch')
      .mockImplementation(() => Promise.resolve(Response.json({ code: 'already_answered' }, { status: 409 })));
    render(cardOf({ key: 'doc-1', item: item({ state }), pipelineId: 'p-1', wait: false, createdAt: 0 }, true, true));
    fireEvent.click(await screen.findByRole('button', { name: 'Yes' }));
    expect((await screen.findByRole('alert')).textContent?.trim()).toBe('Somebody has answered already.');
    const [, sent] = ask.mock.calls.find(([url]) => String(url).endsWith('/api/v1/pipelines/p-1/control')) ?? [];
    expect(JSON.parse(String(sent?.body))).toEqual({ action: 'answer', question_id: 'duplicate', answer: 'Yes' });
  });

  it('NotKnownYet_HasNoNumber', () => {
    render(card(undefined));
    expect(overall().hasAttribute('aria-valuenow')).toBe(false);
    expect(document.body.textContent).toContain('Not known yet');
    expect(document.body.textContent).not.toMatch(/NaN|\b0 %/);
  });

  it('NoNumbers_ShowsNoNaN', () => {
    const broken = stage('parse', {
      status: 'processing',
      progress: Number.NaN,
      completed_units: 0,
      total_units: 0,
      unit: 'pages',
    });
    const { container } = render(card(pipeline({ overall_progress: Number.NaN, stages: [broken] })));
    expect(container.innerHTML).not.toContain('NaN');
  });

  it('AlmostDone_IsNever100BeforeCompletion', () => {
    render(
      card(pipeline({ overall_progress: 100, stages: [stage('parse', { status: 'processing', progress: 100 })] })),
    );
    expect(document.body.textContent).not.toContain('100 %');
    expect(document.body.textContent).toContain('99 %');
  });

  it('LowerPercentInTheSameAttempt_DoesNotMoveTheBarBack', () => {
    const at = (version: number, overall_progress: number) =>
      card(
        pipeline({
          version,
          overall_progress,
          stages: [stage('parse', { status: 'processing', progress: overall_progress })],
        }),
      );
    const { rerender } = render(at(1, 60));
    rerender(at(2, 20));
    expect(overall().getAttribute('aria-valuenow')).toBe('60');
    expect(fill(overall())).toBe('scaleX(0.6)');
  });

  it('NewAttempt_BeginsWhereItSays', () => {
    const { rerender } = render(card(pipeline({ stages: [stage('parse', { status: 'processing', progress: 60 })] })));
    rerender(
      card(pipeline({ version: 2, stages: [stage('parse', { status: 'processing', progress: 5, attempt: 2 })] })),
    );
    const bar = screen.getByRole('progressbar', { name: /Parse/ });
    expect(bar.getAttribute('aria-valuenow')).toBe('5');
    expect(document.body.textContent).toContain('attempt 2');
  });

  it('Units_AreToldInWords', () => {
    const parsing = stage('parse', {
      status: 'processing',
      progress: 15,
      completed_units: 12,
      total_units: 80,
      unit: 'pages',
      message: 'Page 12 of 80',
    });
    render(card(pipeline({ stages: [parsing] })));
    expect(document.body.textContent?.match(/page 12 of 80/gi)).toHaveLength(1);
  });

  it('Buttons_OnlyWhereTheStateAllowsThem', () => {
    const { rerender } = render(card(pipeline({ can_interrupt: true, can_cancel: true })));
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Interrupt', 'Cancel']);
    rerender(card(pipeline({ version: 2, status: 'interrupted', can_resume: true })));
    expect(screen.getAllByRole('button').map((button) => button.textContent)).toEqual(['Resume']);
  });

  it('EndBeforeTheAnswerToTheUpload_LeavesNothingToPause', () => {
    const entry = { key: 'u-1', upload: upload({ phase: 'sending' }), pipelineId: 'p-1', wait: true, createdAt: 0 };
    const actions = (status: ProgressStatus) => {
      const { container } = render(cardOf({ ...entry, item: item({ state: pipeline({ status }) }) }));
      const buttons = [...container.querySelectorAll<HTMLElement>('[data-action]')];
      cleanup();
      return buttons.map(({ dataset }) => dataset['action']);
    };
    expect(actions('processing')).toEqual(['pause', 'cancel-upload']);
    expect(actions('completed')).toEqual([]);
  });

  it('Escape_AsksFirstAndInterruptsWhenPressedAgain', () => {
    const ask = vi.spyOn(globalThis, 'fetch').mockReturnValue(new Promise(() => undefined));
    render(card(pipeline({ can_interrupt: true })));
    fireEvent.keyDown(screen.getByRole('article'), { key: 'Escape' });
    const asked = () => ask.mock.calls.filter(([url]) => String(url).endsWith('/interrupt'));
    expect(asked()).toEqual([]);
    expect(screen.getByRole('alert').textContent).toContain('Esc');
    fireEvent.keyDown(screen.getByRole('article'), { key: 'Escape' });
    expect(asked()[0]?.[0]).toBe('http://localhost:3000/api/v2/documents/doc-1/pipeline/p-1/interrupt');
    expect(asked()[0]?.[1]?.headers).toMatchObject({ 'X-CSRF': '1' });
  });

  it('FailedParse_LeavesTheStagesAfterItNotRun', () => {
    render(card(pipeline({ status: 'failed', stages: [stage('parse', { status: 'failed' }), stage('index')] })));
    fireEvent.click(screen.getByRole('button', { name: 'Show the stages' }));
    const row = screen.getAllByRole('listitem')[1];
    expect(row?.textContent).toContain('Not run');
    expect(row?.textContent).not.toContain('⏳');
  });

  it('SameContentAgain_SaysWhereItIsInPlaceOfProgress', () => {
    const answer = { document_id: 'doc-1', filename: 'report.pdf', size: 1, status: 'exists', message: '' } as const;
    render(
      cardOf({
        key: 'k-1',
        upload: upload({ name: 'copy.pdf', phase: 'accepted', answer }),
        item: item(),
        wait: false,
        createdAt: 0,
      }),
    );
    const { textContent } = screen.getByRole('article', { name: 'copy.pdf' });
    expect(textContent).toContain('Already stored');
    expect(textContent).toContain('“report.pdf”');
    expect(textContent).not.toContain('%');
    expect(screen.getByRole('link', { name: 'Open it' }).getAttribute('href')).toContain('doc-1');
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it.each([
    ['encrypted', false, false],
    ['storage_unavailable', true, true],
  ] as const)('FailedWith_%s_RetryIsTheMainButton_%s', (code, retryable, isMain) => {
    render(
      card(pipeline({ status: 'failed', can_retry: true, error_info: { code, message: 'It failed.', retryable } })),
    );
    const retry = screen.getByRole('button', { name: /Retry/ });
    expect(retry.classList.contains('button-main')).toBe(isMain);
  });

  it('Cancelled_ARetryIsPossibleAndNotWhatIsAdvised', () => {
    render(card(pipeline({ status: 'cancelled', can_retry: true })));
    expect(screen.getByRole('button', { name: /Retry/ }).classList.contains('button-main')).toBe(false);
  });

  it('Failed_SaysWhatHappenedAndOffersWhatToDo', () => {
    const info = { code: 'encrypted', message: 'It is password-protected.', suggestion: 'Remove the password.' };
    render(card(pipeline({ status: 'failed', error: info.message, error_info: info })));
    const alert = screen.getByRole('alert');
    expect(alert.textContent).toContain('It is password-protected.');
    expect(alert.textContent).toContain('Remove the password.');
    expect(within(alert).getByRole('button').textContent).toBe('Choose another file');
  });
});
