import { useControl } from '@dpa/realtime/react';
import { useTexts } from '../i18n/LanguageProvider';
import type { Question } from '../pipeline/types';

interface Props {
  readonly pipelineId: string;
  readonly question: Question;
}

/** What the work asks before it goes on, with its choices. A free answer is given elsewhere. */
export function CardQuestion({ pipelineId, question }: Props) {
  const { t } = useTexts();
  const { answer, pending, error } = useControl(pipelineId);
  return (
    <fieldset className="note note-warn question" disabled={pending !== undefined}>
      <legend>{question.text}</legend>
      {question.choices?.map((choice) => (
        <button
          type="button"
          className="button"
          key={choice}
          onClick={() => void answer(question.id, choice)}
        >
          {choice}
        </button>
      ))}
      {error && (
        <p role="alert">
          {error.code === 'already_answered' ? t('card.answered') : error.message} {error.suggestion}
        </p>
      )}
    </fieldset>
  );
}
