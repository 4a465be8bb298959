import PartySocket from 'partysocket/ws';
import { growing } from './growing';
import { paced } from './paced';

/** partysocket (`dist/ws.js`): from 3 s by 1.3 to 10 s, without chance. */
export const partysocket = paced(
  'partysocket',
  growing(PartySocket, 'partysocket', () => ({})),
);
