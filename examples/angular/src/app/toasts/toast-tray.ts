import { Component, inject } from '@angular/core';
import { Toasts } from './toasts';

@Component({
  selector: 'app-toast-tray',
  template: `
    <ul class="tray" aria-live="polite" aria-label="Notifications">
      @for (toast of toasts.tray(); track toast) {
        <li class="toast" data-testid="toast" [attr.data-level]="toast.level">
          <span>{{ toast.message }}</span>
          <button type="button" class="plain" aria-label="Dismiss" (click)="toasts.dismiss(toast)">×</button>
        </li>
      }
    </ul>
  `,
})
export class ToastTray {
  protected readonly toasts = inject(Toasts);
}
