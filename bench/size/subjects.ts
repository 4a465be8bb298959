import type { Bundled } from './bundle';

/** A part of this package. */
export interface Own extends Bundled {
  /** The most that it was meant to be, in kB of 1,000 bytes, gzip, whether or not that is reached. */
  readonly goal?: number;
}

const RXJS = ['rxjs', 'rxjs/*'];
const CORE = 'dist/index.mjs';
const TABS = 'dist/tabs/index.mjs';
const STANDALONE = 'dist/standalone/rx-gateway-socket.mjs';
const ANGULAR = 'dist/angular/index.mjs';

const beside = (part: string, goal?: number): Own => ({
  name: `${part}, beside rxjs`,
  code: `export { ${part} } from './${CORE}'`,
  external: RXJS,
  ...(goal !== undefined && { goal }),
});

/** Each part alone: what tree shaking leaves of the package where nothing else of it is imported. */
export const own: readonly Own[] = [
  beside('gatewaySocket', 7.5),
  {
    name: 'gatewaySocket, with rxjs',
    code: `export { gatewaySocket } from './${CORE}'`,
    goal: 16.5,
  },
  {
    name: 'standalone, with rxjs',
    code: `export * from './${STANDALONE}'`,
    goal: 30,
  },
  beside('ofType', 0.3),
  beside('ofAction'),
  beside('retryBackoff', 0.8),
  beside('djangoToken', 1.2),
  beside('attemptBudget'),
  beside('redactUrl'),
  beside('multiplex'),
  beside('caughtUp'),
  beside('describe'),
  {
    name: 'acrossTabs with gatewaySocket, beside rxjs',
    code: `export { acrossTabs } from './${TABS}'`,
    external: RXJS,
  },
  {
    name: 'angular, beside rxjs, Angular and the core',
    code: `export * from './${ANGULAR}'`,
    external: [...RXJS, '@angular/*'],
    folder: 'dist/angular',
    goal: 0.8,
  },
];

/** What a user would pick instead, as its documentation says to import it. */
export const peers: readonly Bundled[] = [
  { name: 'rxjs `webSocket`, with rxjs', code: "export { webSocket } from 'rxjs/webSocket'" },
  { name: 'reconnecting-websocket', code: "export { default } from 'reconnecting-websocket'" },
  { name: 'partysocket', code: "export { WebSocket } from 'partysocket'" },
  { name: 'graphql-ws (client)', code: "export { createClient } from 'graphql-ws'" },
  { name: '@stomp/rx-stomp, beside rxjs', code: "export { RxStomp } from '@stomp/rx-stomp'", external: RXJS },
  { name: '@stomp/rx-stomp, with rxjs', code: "export { RxStomp } from '@stomp/rx-stomp'" },
  { name: 'socket.io-client', code: "export { io } from 'socket.io-client'" },
  { name: 'centrifuge', code: "export { Centrifuge } from 'centrifuge'" },
];
