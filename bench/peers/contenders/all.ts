import type { Contender } from '../contender';
import { centrifuge } from './centrifuge';
import { graphqlWs } from './graphql-ws';
import { ours } from './ours';
import { partysocket } from './partysocket';
import { raw } from './raw';
import { reconnectingWebsocket } from './reconnecting-websocket';
import { rxStomp } from './rx-stomp';
import { rxjsFilter } from './rxjs-filter';
import { rxjsMap } from './rxjs-map';
import { rxjsMultiplex } from './rxjs-multiplex';
import { socketIo } from './socket-io';

/** The limit first, then ours, then what a user would pick instead. */
export const contenders: readonly Contender[] = [
  raw,
  ours,
  rxjsMap,
  rxjsFilter,
  rxjsMultiplex,
  partysocket,
  reconnectingWebsocket,
  graphqlWs,
  rxStomp,
  socketIo,
  centrifuge,
];
