import { Component, inject } from '@angular/core';
import { Tasks } from './tasks';

@Component({
  selector: 'app-task-list',
  template: `
    <div class="card-head">
      <h2>Tasks</h2>
      <button type="button" class="main" data-testid="start-task" (click)="tasks.start()">Make a report</button>
    </div>
    <ul class="tasks">
      @for (task of tasks.list(); track task.task_id) {
        <li data-testid="task">
          <span class="task-name">{{ task.task_id }}</span>
          <span class="task-message">{{ task.message }}</span>
          <progress max="100" [value]="task.percent" [attr.aria-label]="task.task_id"></progress>
        </li>
      } @empty {
        <li class="nothing">The backend has nothing to do.</li>
      }
    </ul>
  `,
})
export class TaskList {
  protected readonly tasks = inject(Tasks);
}
