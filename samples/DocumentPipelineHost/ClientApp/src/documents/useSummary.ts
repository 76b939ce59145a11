import { useQuery } from '@tanstack/react-query';
import { getSummary } from '../api/calls';
import type { DocumentItem } from '../api/types';
import { useTexts } from '../i18n/LanguageProvider';

/**
 * The summary of a document; its suggestions are in the reader's language, so another one, or another run, asks again.
 */
export function useSummary({ document_id: id, pipeline_id: pipeline, status }: DocumentItem, available: boolean) {
  const { language } = useTexts();
  return useQuery({
    queryKey: ['summary', id, language, pipeline, status],
    queryFn: ({ signal }) => getSummary(id, signal),
    enabled: available,
    placeholderData: (before) => before,
  });
}
