// src/app/connection-badge.ts
import { Component, computed, inject } from '@angular/core';
import { Notifications } from './notifications';

@Component({
  selector: 'app-connection-badge',
  template: `
    <span role="status" [attr.data-state]="status().state">{{ words() }}</span>
    @if (signedOut()) {
      <a href="/accounts/login/?next=/">Sign in</a>
    } @else if (status().state === 'failed' || status().state === 'waiting') {
      <button type="button" (click)="notifications.tryAgain()">Try again</button>
    }
  `,
})
export class ConnectionBadge {
  protected readonly notifications = inject(Notifications);
  protected readonly status = this.notifications.status;

  protected readonly signedOut = computed(() => {
    const status = this.status();
    return status.state === 'failed' && status.cause.kind === 'unauthenticated';
  });
  protected readonly words = computed(() => {
    const status = this.status();
    switch (status.state) {
      case 'open':
        return 'Connected';
      case 'failed':
        return this.signedOut() ? 'You are signed out.' : 'There is no connection.';
      case 'waiting':
        return `Offline. Next try at ${new Date(status.until).toLocaleTimeString()}`;
      case 'paused':
        return 'Offline';
      default:
        return 'Connecting …';
    }
  });
}
