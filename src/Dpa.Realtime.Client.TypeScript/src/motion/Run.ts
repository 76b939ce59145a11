/**
 * Names what a percent is of: the attempt, or with an id (and its epoch) where the bar may be given to another
 * pipeline.
 */
export type Run = string | number;
