// Your own workflows, and Epochal's beside them.
export * from 'epochal/workflow';
export { greet } from './greet.js';
