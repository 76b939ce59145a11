/**
 * Identifies what a percent belongs to: the attempt, or an id (with its epoch) if the bar may show another pipeline
 * later.
 */
export type Run = string | number;
