export interface Inbound {
  toast: { level: 'success' | 'info' | 'warning' | 'error'; message: string };
  task_progress: { task_id: string; percent: number; message: string };
}

export interface Outbound {
  task: { task_id: string; steps: number; every: number };
}
