import { useState } from 'react';
import { answerQuestion } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import { useTexts } from '../i18n/LanguageProvider';
import { useHostText } from '../messages/useHostText';
import type { Question } from '../pipeline/types';
import { navigate } from '../routing/route';

interface Props {
  readonly pipelineId: string;
  readonly question: Question;
  /** The document that the question is about, where there is one. */
  readonly documentId?: string;
}

/** Whether the answer opens the document that is there already: the first choice about an upload that is stored. */
const opens = (question: Question, choice: string): boolean =>
  question.id === 'duplicate' && choice === question.choices?.[0];

/** What the work asks before it goes on, with its choices. A free answer is given elsewhere. Give it a `key` each. */
export default function CardQuestion({ pipelineId, question, documentId }: Props) {
  const { t } = useTexts();
  const hostText = useHostText();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isOver = problem?.code === 'already_answered' || problem?.code === 'no_such_question';

  const answer = (choice: string): void => {
    setBusy(true);
    setProblem(null);
    answerQuestion(pipelineId, question.id, choice)
      .then(() => documentId && opens(question, choice) && navigate({ page: 'document', id: documentId }))
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <fieldset className="note note-warn question" disabled={busy}>
      <legend>{hostText(question.text)}</legend>
      {question.choices?.map((choice) => (
        <button type="button" className="button" key={choice} onClick={() => answer(choice)}>
          {hostText(choice)}
        </button>
      ))}
      {problem && (
        <p role="alert">
          {isOver
            ? t('card.answered')
            : (problem.message ?? t(problem.status === 0 ? 'error.network' : 'error.unknown'))}{' '}
          {!isOver && problem.suggestion}
        </p>
      )}
    </fieldset>
  );
}
