import { HttpClient, provideHttpClient, withXsrfConfiguration } from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import 'zone.js';
import { ApplicationRef, inject, NgZone, provideZoneChangeDetection } from '@angular/core';
import { filter, firstValueFrom } from 'rxjs';
import type { TokenInput } from '../../lib';
import { provideGatewaySocket } from '../../lib/angular';
import { fakeSockets } from '../support/fake-socket';
import { recorded } from '../support/recorded';
import { Live } from './live';
import { TestBed } from './test-bed';

/** An application whose tokens come as its requests do. */
function application() {
  const { WebSocketCtor, made } = fakeSockets();
  TestBed.configureTestingModule({
    providers: [
      provideZoneChangeDetection(),
      provideHttpClient(withXsrfConfiguration({ cookieName: 'csrftoken', headerName: 'X-CSRFToken' })),
      provideHttpClientTesting(),
      provideGatewaySocket(Live, () => ({
        url: 'wss://ws.example.com',
        log: false,
        token: inject(HttpClient).post<TokenInput>('/api/ws-token/', null),
        backoff: { initial: 60_000, max: 60_000, jitter: 'none' },
        environment: false,
        tokenTimeout: 60_000,
        WebSocketCtor,
      })),
    ],
  });
  const live = TestBed.inject(Live);
  const zone = TestBed.inject(NgZone);
  const http = TestBed.inject(HttpTestingController);
  const faults = recorded(live.faults$).values;
  const toasts = zone.run(() => recorded(live.on('toast')));
  return { live, made, zone, http, faults, toasts, asked: () => http.expectOne('/api/ws-token/') };
}

describe("Angular's http.post as a token", () => {
  it('is sent once for each socket, with the CSRF header that Django wants', () => {
    document.cookie = 'csrftoken=of-this-page';
    const { live, made, asked } = application();
    for (let count = 1; count <= 3; count += 1) {
      const { request, flush } = bound(asked());
      expect(request).toMatchObject({ method: 'POST', body: null });
      expect(request.headers.get('X-CSRFToken')).toBe('of-this-page');
      flush({ token: `token-${count}`, expires_in: 60 });
      made.at(-1)!.accept();
      expect([made.length, live.status.state]).toEqual([count, 'open']);
      made.at(-1)!.end(1001);
      live.reconnect();
    }
  });

  it.each([
    ['Authentication required', 403, 'unauthenticated', 'failed'],
    ['<h1>CSRF verification failed</h1>', 403, 'csrf', 'failed'],
    ['Rate limit exceeded', 403, 'rate-limited', 'waiting'],
    ['', 404, 'rejected', 'failed'],
    ['', 503, 'unavailable', 'waiting'],
  ])('that is answered "%s" with %i is %s, and the connection has then %s', (body, status, kind, state) => {
    const { live, faults, toasts, made, asked } = application();
    bound(asked()).flush(body, { status, statusText: '' });
    expect(faults).toMatchObject([{ type: 'token', error: { name: 'TokenError', kind, status } }]);
    expect([live.status.state, made.length]).toEqual([state, 0]);
    expect([toasts.errors, toasts.completed]).toEqual([[], false]);
  });

  it('that gets no answer is a failure of the network', () => {
    const { live, faults, asked } = application();
    asked().error(new ProgressEvent('error'));
    expect(faults).toMatchObject([{ type: 'token', error: { kind: 'network' } }]);
    expect(live.status.state).toBe('waiting');
  });

  it('keeps the application unstable no longer than the request takes', async () => {
    const { live, zone, made, asked } = application();
    const isStable = () => firstValueFrom(TestBed.inject(ApplicationRef).isStable.pipe(filter(Boolean)));
    bound(asked()).flush('', { status: 503, statusText: '' });
    await isStable();
    expect([live.status.state, zone.hasPendingMacrotasks]).toEqual(['waiting', false]);
    zone.run(() => live.reconnect());
    bound(asked()).flush('token-2');
    await isStable();
    expect([live.status.state, made.length, zone.hasPendingMacrotasks]).toEqual(['connecting', 1, false]);
  });

  it('is taken back when the socket closes', () => {
    const { live, asked } = application();
    const request = asked();
    expect(request.cancelled).toBe(false);
    live.close();
    expect(request.cancelled).toBe(true);
  });
});

/** A request that was made, with its way to answer. */
function bound(asked: ReturnType<HttpTestingController['expectOne']>) {
  return { request: asked.request, flush: asked.flush.bind(asked) };
}
