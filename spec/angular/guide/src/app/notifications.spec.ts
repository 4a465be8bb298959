// src/app/notifications.spec.ts
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { provideGatewaySocket } from 'rx-gateway-socket/angular';
import { fakeGateway } from 'rx-gateway-socket/testing';
import { Live } from './live';
import { Notifications } from './notifications';

it('has the last toast, and whether there is a connection', async () => {
  const gateway = fakeGateway();
  TestBed.configureTestingModule({ providers: [provideGatewaySocket(Live, () => ({ ...gateway.config }))] });
  const notifications = TestBed.inject(Notifications);
  const arrived = firstValueFrom(TestBed.inject(Live).on('toast'));

  await gateway.connected();
  expect(notifications.online()).toBe(true);

  gateway.broadcast({ type: 'toast', level: 'success', message: 'Saved' });
  await arrived;
  expect(notifications.toast()).toMatchObject({ message: 'Saved' });
});
