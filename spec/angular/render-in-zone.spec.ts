/** @jest-environment node */
import 'zone.js';
import { provideZoneChangeDetection } from '@angular/core';
import { rendered } from './rendered';

it('a page that is rendered in a zone does not wait for the timers of the socket that it uses', async () => {
  const { html, fetched, made } = await rendered(provideZoneChangeDetection());
  expect(html).toContain('<p>idle, no toast</p>');
  expect([fetched, made]).toEqual([0, 0]);
});
