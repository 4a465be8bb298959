/**
 * The client with the parts of rxjs that a page needs, in one file without dependencies: for a page without a bundler.
 *
 * It contains its own copy of rxjs. An application that already has rxjs should import `rx-gateway-socket`.
 *
 * @module rx-gateway-socket/standalone
 */
export * from '../index';
/* eslint-disable @typescript-eslint/no-deprecated -- of each only some signatures are, and all of them are passed on */
export {
  // To await the reply of a request().
  firstValueFrom,
  // To create streams: from the page's events, from time, or from values of the page, such as a login for `resumeOn`.
  Observable,
  Subject,
  fromEvent,
  of,
  timer,
  // To combine streams.
  combineLatest,
  merge,
  // To turn messages into what the page shows.
  distinctUntilChanged,
  filter,
  map,
  scan,
  startWith,
  // To update the page less often than messages arrive.
  debounceTime,
  throttleTime,
  // To send a request again with each change, and to drop an outdated one.
  switchMap,
  // To end, and to handle errors.
  catchError,
  retry,
  take,
  takeUntil,
} from 'rxjs';
