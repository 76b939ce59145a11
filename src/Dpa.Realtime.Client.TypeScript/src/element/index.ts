export { defineProgress, type ProgressElementOptions, type ProgressSource } from './defineProgress.js';
