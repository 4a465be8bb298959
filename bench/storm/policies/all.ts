import { graphqlWs } from './graphql-ws';
import { guide } from './guide';
import { ourParts } from './our-parts';
import { partysocket } from './partysocket';
import type { Policy } from './policy';
import { reconnectingWebSocket } from './reconnecting-websocket';
import { socketIo } from './socket-io';
import { wholeClients } from './whole-clients';

/** This package, by what paces its clients. */
export const ours = ourParts();

/** What a user would pick instead. */
export const peers: readonly Policy[] = [guide, partysocket, reconnectingWebSocket, graphqlWs, socketIo];

/** Those that a fleet of some size is simulated with. */
export function policiesFor(clients: number): readonly Policy[] {
  return [...ownPolicies(clients), ...peers];
}

/** This package: whole clients where they fit into memory, and what paces them. */
export function ownPolicies(clients: number): readonly Policy[] {
  return [...(clients <= MOST_WHOLE_CLIENTS ? [wholeClients] : []), ours];
}

/** A whole client has some 100 kB of heap. */
const MOST_WHOLE_CLIENTS = 1_000;
