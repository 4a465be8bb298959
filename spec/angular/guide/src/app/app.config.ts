// src/app/app.config.ts
import { HttpClient, provideHttpClient, withXsrfConfiguration } from '@angular/common/http';
import { inject, isDevMode, provideBrowserGlobalErrorListeners, type ApplicationConfig } from '@angular/core';
import type { TokenInput } from 'rx-gateway-socket';
import { provideGatewaySocket } from 'rx-gateway-socket/angular';
import { Live } from './live';

export const appConfig: ApplicationConfig = {
  providers: [
    provideBrowserGlobalErrorListeners(),
    // Django's names of the CSRF cookie and header.
    provideHttpClient(withXsrfConfiguration({ cookieName: 'csrftoken', headerName: 'X-CSRFToken' })),
    provideGatewaySocket(Live, () => ({
      // In development the proxy of `ng serve` has the local gateway at /ws.
      url: () => (isDevMode() ? `ws://${location.host}/ws` : 'wss://ws.example.com'),
      token: inject(HttpClient).post<TokenInput>('/api/ws-token/', null),
      channel: 'general',
    })),
  ],
};
