import { useState } from 'react';
import { answerQuestion } from '../api/calls';
import { toProblem, type Problem } from '../api/problem';
import { useTexts } from '../i18n/LanguageProvider';
import type { Question } from '../pipeline/types';

interface Props {
  readonly pipelineId: string;
  readonly question: Question;
}

/** What the work asks before it goes on, with its choices. A free answer is given elsewhere. Give it a `key` each. */
export function CardQuestion({ pipelineId, question }: Props) {
  const { t } = useTexts();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const isOver = problem?.code === 'already_answered' || problem?.code === 'no_such_question';

  const answer = (choice: string): void => {
    setBusy(true);
    setProblem(null);
    answerQuestion(pipelineId, question.id, choice)
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setBusy(false));
  };
  return (
    <fieldset className="note note-warn question" disabled={busy}>
      <legend>{question.text}</legend>
      {question.choices?.map((choice) => (
        <button type="button" className="button" key={choice} onClick={() => answer(choice)}>
          {choice}
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
