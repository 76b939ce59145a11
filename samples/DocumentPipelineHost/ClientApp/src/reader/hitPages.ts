import { request } from '../api/http';

/** The pages of a document that have hits, in its order. */
export async function getHitPages(id: string, query: string, signal: AbortSignal): Promise<readonly number[]> {
  const path = `/api/v2/documents/${encodeURIComponent(id)}/hits?q=${encodeURIComponent(query)}`;
  return (await request<{ readonly pages: readonly number[] }>(path, { signal })).pages;
}
