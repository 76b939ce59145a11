/** `stages` (the default) brings every stage; `pipeline` only the overall progress, for lists of many. */
export type ProgressDetail = 'stages' | 'pipeline';
