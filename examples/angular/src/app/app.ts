import { Component, inject } from '@angular/core';
import { ChatRoom } from './chat/chat-room';
import { ConnectionBadge } from './connection/connection-badge';
import { Session } from './session';
import { TaskList } from './tasks/task-list';
import { ToastTray } from './toasts/toast-tray';
import { TroublePanel } from './trouble/trouble-panel';

@Component({
  selector: 'app-root',
  imports: [ChatRoom, ConnectionBadge, TaskList, ToastTray, TroublePanel],
  template: `
    <header>
      <h1>Live desk</h1>
      <p class="who">
        You are <strong data-testid="username">{{ username }}</strong>
      </p>
      <app-connection-badge />
    </header>
    <main>
      <app-chat-room class="card" />
      <div class="side">
        <app-task-list class="card" />
        <app-trouble-panel class="card" />
      </div>
    </main>
    <app-toast-tray />
  `,
})
export class App {
  protected readonly username = inject(Session).username;
}
