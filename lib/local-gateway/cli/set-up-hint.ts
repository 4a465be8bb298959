import type { GatewayEvent } from '../gateway-event';
import { printable } from '../printable';

/** What the Django package answers to calls of an API that it has no row of, and to calls without what a proxy adds. */
const UNKNOWN_API = 'Invalid request headers';

export interface SetUp {
  readonly apiId: string;
  readonly managementUrl: string;
  readonly headerProfile: string;
}

/** What is missing on the backend's side, in a line; undefined where an event does not show that. */
export function setUpHint(event: GatewayEvent, { apiId, managementUrl, headerProfile }: SetUp): string | undefined {
  if (event.type !== 'answered' || event.status !== 400 || !event.body.includes(UNKNOWN_API)) return undefined;
  const cause =
    headerProfile === 'raw'
      ? '--headers raw leaves out headers that the Django package demands; it also wants'
      : 'the Django package wants';
  const row = `ApiGateway(api_id="${printable(apiId)}")`;
  return `Hint: ${cause} a row ${row}, and send_message() pointed at ${managementUrl} (endpoint_url of its boto3 client).`;
}
