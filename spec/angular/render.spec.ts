/** @jest-environment node */
import { provideZonelessChangeDetection } from '@angular/core';
import { rendered } from './rendered';

it('a page that is rendered on the server does not wait for the socket that it uses, which opens nothing', async () => {
  const { html, fetched, made } = await rendered(provideZonelessChangeDetection());
  expect(html).toContain('<p>idle, no toast</p>');
  expect([fetched, made]).toEqual([0, 0]);
});
