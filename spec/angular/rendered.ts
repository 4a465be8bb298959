import { Component, inject, type EnvironmentProviders } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { bootstrapApplication, type BootstrapContext } from '@angular/platform-browser';
import { provideServerRendering, renderApplication } from '@angular/platform-server';
import { LONGEST_TIMER } from '../../lib/checks';
import { fakeLive, Live } from './live';

/** A page that uses its socket in every way. */
const Page = Component({
  selector: 'app-root',
  template: '<p>{{ status().state }}, {{ toast()?.message ?? "no toast" }}</p>',
})(
  class {
    readonly live = inject(Live);
    readonly status = toSignal(this.live.status$, { requireSync: true });
    readonly toast = toSignal(this.live.on('toast'));
    readonly held = this.live.connect();
    readonly asked = toSignal(this.live.request('fetch_history'));
    readonly said = this.live.send('say', { text: 'Hello' });
  },
);

/** What a server makes of it, and what the socket did meanwhile. It is not done while the page waits for anything. */
export async function rendered(changeDetection: EnvironmentProviders) {
  const { provider, fetched, made } = fakeLive({ requestTimeout: LONGEST_TIMER });
  const providers = [provideServerRendering(), changeDetection, provider];
  const bootstrap = (context: BootstrapContext) => bootstrapApplication(Page, { providers }, context);
  const page = { document: '<app-root></app-root>', url: 'https://www.example.com/' };
  const html = await renderApplication(bootstrap, { ...page, allowedHosts: ['www.example.com'] });
  return { html, fetched: fetched(), made: made.length };
}
