import { HttpClient, provideHttpClient, withXsrfConfiguration } from '@angular/common/http';
import { inject, provideZonelessChangeDetection } from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import type { TokenInput } from 'rx-gateway-socket';
import { provideGatewaySocket } from 'rx-gateway-socket/angular';
import { App } from './app/app';
import { Live } from './app/live';
import { Session } from './app/session';

bootstrapApplication(App, {
  providers: [
    provideZonelessChangeDetection(),
    // Django's names of the CSRF cookie and header.
    provideHttpClient(withXsrfConfiguration({ cookieName: 'csrftoken', headerName: 'X-CSRFToken' })),
    provideGatewaySocket(Live, () => {
      const session = inject(Session);
      return {
        // In production `wss://ws.example.com`. A function, so that nothing of the browser is touched on a server.
        url: () => `${location.origin.replace(/^http/, 'ws')}/ws`,
        token: inject(HttpClient).post<TokenInput>('/api/ws-token/', null),
        resumeOn: session.signedIn$,
        channel: 'lobby',
        query: { username: session.username },
      };
    }),
  ],
}).catch((error: unknown) => console.error(error));
