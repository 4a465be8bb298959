/** For the README of the Angular example. */
export { serve } from '../../../examples/angular/serve';
