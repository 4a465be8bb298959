import { djangoToken } from '../../../lib';
import { RecordedClient, type ClientOptions } from './recorded-client';

declare global {
  interface Window {
    client: RecordedClient;
    openClient: (options: ClientOptions) => void;
  }
}

/** What a spec calls in a page of the backend's origin: the browser's own cookies, fetch and WebSocket. */
window.openClient = (options) => {
  window.client = new RecordedClient(options, { token: (url) => djangoToken(url) });
};
