// src/app/app.spec.ts
import { TestBed } from '@angular/core/testing';
import { filter, firstValueFrom } from 'rxjs';
import { provideGatewaySocket } from 'rx-gateway-socket/angular';
import { fakeGateway } from 'rx-gateway-socket/testing';
import { App } from './app';
import { Live } from './live';

function start({ signedIn = true } = {}) {
  const gateway = fakeGateway();
  if (!signedIn) gateway.failTokens(1, 'unauthenticated');
  TestBed.configureTestingModule({
    providers: [provideGatewaySocket(Live, () => ({ ...gateway.config, log: false }))],
  });
  const fixture = TestBed.createComponent(App);
  const page = fixture.nativeElement as HTMLElement;
  const shown = async () => {
    await fixture.whenStable();
    return page.textContent;
  };
  return { gateway, page, shown, live: TestBed.inject(Live) };
}

it('shows what was said before, and what is said now', async () => {
  const { gateway, live, shown } = start();
  const connection = await gateway.connected();
  const { request_id } = (await connection.next()) as { request_id: string };
  connection.send({ type: 'history', request_id, messages: [{ id: '1', username: 'Ada', message: 'Hello' }] });
  const arrived = firstValueFrom(live.on('chat_message'));
  gateway.broadcast({ type: 'chat_message', id: '2', username: 'Alan', message: 'Good morning' });
  await arrived;
  expect(await shown()).toMatch(/Connected.*Ada: Hello.*Alan: Good morning/s);
});

it('offers the login to a visitor without one, and the rest of the page goes on', async () => {
  const { live, page, shown } = start({ signedIn: false });
  await firstValueFrom(live.status$.pipe(filter(({ state }) => state === 'failed')));
  expect(await shown()).toMatch(/You are signed out.*Sign in.*200 characters left/s);

  const input = page.querySelector('input');
  if (input) input.value = 'Hello';
  input?.dispatchEvent(new Event('input'));
  expect(await shown()).toContain('195 characters left');
});
