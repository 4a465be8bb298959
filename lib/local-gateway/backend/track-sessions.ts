import { DEFAULT_CHANNEL } from '../rules/channel';
import type { SessionTable } from '../rules/session-table';
import type { Integration } from './integration';

/**
 * Keeps a table of an HTTP backend's connections beside it, so that the gateway's own `broadcast` knows who is where.
 * The channel is the one of the URL: that the backend moved a connection is not visible from here.
 */
export function trackSessions(integration: Integration, sessions: SessionTable): Integration {
  return {
    async connect(facts) {
      const result = await integration.connect(facts);
      if (result.kind === 'answered' && result.status >= 200 && result.status <= 299) {
        sessions.add(facts.connectionId, facts.query.get('channel') ?? DEFAULT_CHANNEL, '');
      }
      return result;
    },
    message: (facts, call) => integration.message(facts, call),
    disconnect(facts, code, reason) {
      sessions.markGone(facts.connectionId);
      return integration.disconnect(facts, code, reason);
    },
    close: () => {
      integration.close();
    },
  };
}
