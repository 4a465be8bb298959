/** For the README of the Angular example. */
export { serve } from '../../../examples/serve/serve';
