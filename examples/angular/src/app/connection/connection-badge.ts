import { Component, computed, inject } from '@angular/core';
import { Connection } from './connection';

/** A dot, the state in words, and what the user can do about it. */
@Component({
  selector: 'app-connection-badge',
  template: `
    <span class="badge" role="status" data-testid="connection" [attr.data-state]="state()">
      <span class="dot" aria-hidden="true"></span>
      <span data-testid="connection-words">{{ connection.words() }}</span>
    </span>
    @if (action(); as action) {
      <button type="button" class="small" data-testid="try-now" (click)="connection.tryNow()">{{ action }}</button>
    }
  `,
})
export class ConnectionBadge {
  protected readonly connection = inject(Connection);
  protected readonly state = computed(() => this.connection.status().state);
  protected readonly action = computed(() => {
    const state = this.state();
    return state === 'waiting' ? 'Try now' : state === 'failed' ? 'Sign in' : undefined;
  });
}
