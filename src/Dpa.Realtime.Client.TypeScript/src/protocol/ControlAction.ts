/** The actions that a viewer can request from the producer of a pipeline. */
export type ControlAction = 'cancel' | 'interrupt' | 'resume' | 'retry';
