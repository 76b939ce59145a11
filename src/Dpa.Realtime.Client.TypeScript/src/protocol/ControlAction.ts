/** What a viewer may ask the producer of a pipeline to do. */
export type ControlAction = 'cancel' | 'interrupt' | 'resume' | 'retry';
