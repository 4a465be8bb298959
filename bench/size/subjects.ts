import type { Bundled } from './bundle';

/** A part of this package. */
export interface Own extends Bundled {
  /** The most that it was meant to be, in kB of 1,000 bytes, gzip, whether or not that is reached. */
  readonly goal?: number;
}

const RXJS = ['rxjs', 'rxjs/*'];
const DEFAULT = 'dist';
const PRODUCTION = 'dist/production';
const STANDALONE = 'dist/standalone/rx-gateway-socket.mjs';

const named = (part: string, build: string, rest: string): string =>
  `${part}, ${build === PRODUCTION ? 'production, ' : ''}${rest}`;

const beside = (part: string, goal?: number, build = DEFAULT): Own => ({
  name: named(part, build, 'beside rxjs'),
  code: `export { ${part} } from './${build}/index.mjs'`,
  external: RXJS,
  ...(goal !== undefined && { goal }),
});

/** What a part adds to a page that has `gatewaySocket` already. */
const besideCore = (part: string, entry: string, goal: number): Own => ({
  name: `${part}, beside rxjs and the core`,
  code: `export { gatewaySocket } from './${DEFAULT}/index.mjs'; export { ${part} } from './${DEFAULT}/${entry}'`,
  without: `export { gatewaySocket } from './${DEFAULT}/index.mjs'`,
  external: RXJS,
  goal,
});

const withRxjs = (goal: number, build = DEFAULT): Own => ({
  name: named('gatewaySocket', build, 'with rxjs'),
  code: `export { gatewaySocket } from './${build}/index.mjs'`,
  goal,
});

const tabs = (build = DEFAULT): Own => ({
  name: named('acrossTabs with gatewaySocket', build, 'beside rxjs'),
  code: `export { acrossTabs } from './${build}/tabs/index.mjs'`,
  external: RXJS,
});

/** Each part alone: what tree shaking leaves of the package where nothing else of it is imported. */
export const own: readonly Own[] = [
  beside('gatewaySocket', 16.5),
  beside('gatewaySocket', 13.5, PRODUCTION),
  withRxjs(26.5),
  withRxjs(23.5, PRODUCTION),
  {
    name: 'standalone, with rxjs',
    code: `export * from './${STANDALONE}'`,
    goal: 30,
  },
  beside('ofType', 0.3),
  beside('ofAction'),
  beside('retryBackoff', 1.6),
  beside('djangoToken'),
  beside('djangoToken', 1.6, PRODUCTION),
  beside('attemptBudget'),
  beside('redactUrl'),
  beside('multiplex'),
  beside('caughtUp'),
  besideCore('caughtUp', 'index.mjs', 0.8),
  beside('describe'),
  tabs(),
  tabs(PRODUCTION),
  besideCore('acrossTabs', 'tabs/index.mjs', 3.0),
  {
    name: 'angular, beside rxjs, Angular and the core',
    code: `export * from './${DEFAULT}/angular/index.mjs'`,
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
