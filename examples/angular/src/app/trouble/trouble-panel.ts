import { HttpClient } from '@angular/common/http';
import { Component, inject } from '@angular/core';
import { Live, type Inbound } from '../live';

/** What happens in production, at the push of a button: the local gateway does it. */
@Component({
  selector: 'app-trouble-panel',
  template: `
    <h2>Toasts</h2>
    <div class="buttons">
      @for (toast of toasts; track toast.level) {
        <button type="button" [attr.data-testid]="'toast-' + toast.level" (click)="live.send('toast', toast)">
          {{ toast.level }}
        </button>
      }
    </div>
    <h2>Make trouble</h2>
    <div class="buttons">
      @for (trouble of troubles; track trouble.name) {
        <button type="button" [attr.data-testid]="trouble.name" [title]="trouble.title" (click)="make(trouble.name)">
          {{ trouble.words }}
        </button>
      }
    </div>
  `,
})
export class TroublePanel {
  protected readonly live = inject(Live);
  readonly #http = inject(HttpClient);

  protected readonly toasts: readonly Inbound['toast'][] = [
    { level: 'success', message: 'The report is ready' },
    { level: 'info', message: 'Grace has joined the project' },
    { level: 'warning', message: 'The disk is almost full' },
    { level: 'error', message: 'The import failed' },
  ];
  protected readonly troubles = [
    { name: 'cut', words: 'Cut the connection', title: 'A TCP reset: the client tries again with a fresh token' },
    { name: 'going-away', words: 'Idle limit', title: 'A clean close with 1001, as after ten idle minutes' },
    { name: 'refuse', words: 'Refuse 3 times', title: 'Cuts the line and refuses the next three handshakes' },
    { name: 'sign-out', words: 'Sign out', title: 'No token without a login: nothing is tried until there is one' },
  ] as const;

  protected make(name: string): void {
    this.#http.post(`/demo/${name}`, null).subscribe();
  }
}
