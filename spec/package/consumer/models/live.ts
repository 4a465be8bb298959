import { djangoToken, gatewaySocket } from 'rx-gateway-socket';
import { schemas, type Inbound } from './messages';

export const socket = gatewaySocket<Inbound>({
  url: 'wss://ws.example.com',
  token: djangoToken('/api/ws-token/'),
  schemas,
});

socket.on('task_progress').subscribe(({ task_id, percent }) => console.log(task_id, percent)); // typed, and checked
