// src/app/app.ts
import { Component, inject } from '@angular/core';
import { Chat } from './chat';
import { ConnectionBadge } from './connection-badge';
import { Notifications } from './notifications';

@Component({
  selector: 'app-root',
  imports: [Chat, ConnectionBadge],
  template: `
    <app-connection-badge />
    @if (toast(); as toast) {
      <p class="toast" [attr.data-level]="toast.level">{{ toast.message }}</p>
    }
    <app-chat />
  `,
})
export class App {
  protected readonly toast = inject(Notifications).toast;
}
