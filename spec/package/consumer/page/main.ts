/** A page, as a stranger would write it: bundled by Vite for browsers, and never run. */
import { djangoToken, gatewaySocket } from 'rx-gateway-socket';

interface Inbound {
  toast: { message: string };
}

const socket = gatewaySocket<Inbound>({ url: 'wss://ws.example.com', token: djangoToken('/api/ws-token/') });

socket.on('toast').subscribe(({ message }) => {
  const toast = document.createElement('li');
  toast.textContent = message;
  document.querySelector('ul')?.append(toast);
});
