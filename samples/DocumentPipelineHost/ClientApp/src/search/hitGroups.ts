import type { SearchHit } from '../api/types';

/** The hits of one document. */
export interface HitGroup {
  readonly documentId: string;
  readonly filename: string;
  readonly hits: readonly SearchHit[];
}

/** The hits by document, each document where its best hit stood. */
export function hitGroups(hits: readonly SearchHit[]): readonly HitGroup[] {
  const groups = new Map<string, { documentId: string; filename: string; hits: SearchHit[] }>();
  for (const hit of hits) {
    const held = groups.get(hit.document_id);
    if (held) held.hits.push(hit);
    else groups.set(hit.document_id, { documentId: hit.document_id, filename: hit.filename, hits: [hit] });
  }
  return [...groups.values()];
}
