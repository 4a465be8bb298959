import { DEFAULT_CHANNEL } from '../rules/channel';
import type { SessionTable } from '../rules/session-table';
import type { Integration } from './integration';

/**
 * Keeps a table of an HTTP backend's connections, so that the gateway's own `broadcast` finds the connections of a
 * channel. The channel is the one in the URL: if the backend moves a connection to another channel, it is not visible
 * here.
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
