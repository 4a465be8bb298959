/**
 * The client with the parts of rxjs that a page needs, in one file that depends on nothing: for a page without a bundler.
 *
 * It brings a copy of rxjs. An application that has rxjs already imports `rx-gateway-socket`.
 *
 * @module rx-gateway-socket/standalone
 */
export * from '../index';
/* eslint-disable @typescript-eslint/no-deprecated -- of each only some signatures are, and all of them are passed on */
export {
  // To await the reply of a request().
  firstValueFrom,
  // To make streams: of the page's events, of time, of what the page itself emits, such as a login for `resumeOn`.
  Observable,
  Subject,
  fromEvent,
  of,
  timer,
  // To join streams.
  combineLatest,
  merge,
  // To make of messages what is shown.
  distinctUntilChanged,
  filter,
  map,
  scan,
  startWith,
  // To show less often than messages come.
  debounceTime,
  throttleTime,
  // To ask again with each change, and to drop what is out of date.
  switchMap,
  // To end and to go on.
  catchError,
  retry,
  take,
  takeUntil,
} from 'rxjs';
