// notifications.test.ts
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { provideGatewaySocket } from 'rx-gateway-socket/angular';
import { fakeGateway } from 'rx-gateway-socket/testing';
import { Live } from './live';
import { Notifications } from './notifications';

it('shows the last toast, and that it is online', async () => {
  const gateway = fakeGateway();
  const { token, WebSocketCtor } = gateway;
  TestBed.configureTestingModule({
    providers: [provideGatewaySocket(Live, () => ({ url: 'wss://ws.test', token, WebSocketCtor, environment: false }))],
  });
  const notifications = TestBed.inject(Notifications);
  const arrived = firstValueFrom(TestBed.inject(Live).on('toast'));

  await gateway.connected();
  expect(notifications.online()).toBe(true);

  gateway.broadcast({ type: 'toast', level: 'success', message: 'Saved' });
  await arrived;
  expect(notifications.toast()).toMatchObject({ message: 'Saved' });
});
