import { startLocalGateway, type LocalGateway } from 'rx-gateway-socket/local-gateway';
import { Subject, type Observable } from 'rxjs';

/** A gateway whose backend sends the deployments of a project only to the connections that watch the project. */
export interface Backend {
  readonly gateway: LocalGateway;
  /** Emits the project of each connection that begins to watch one. */
  readonly watched$: Observable<string>;
  deploy(project: string, message: string): void;
}

export async function startBackend(): Promise<Backend> {
  const watchers = new Map<string, string>();
  const watched$ = new Subject<string>();
  const gateway = await startLocalGateway({
    backend: {
      watch: ({ connectionId, message }) => {
        watchers.set(connectionId, String(message.project));
        watched$.next(String(message.project));
      },
      unwatch: ({ connectionId }) => void watchers.delete(connectionId),
      disconnect: ({ connectionId }) => void watchers.delete(connectionId),
    },
  });
  return {
    gateway,
    watched$,
    deploy: (project, message) => {
      for (const [connectionId, watched] of watchers)
        if (watched === project)
          void gateway.post(connectionId, { type: 'deployment', project, level: 'info', message });
    },
  };
}
