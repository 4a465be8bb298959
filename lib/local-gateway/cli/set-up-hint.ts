import type { GatewayEvent } from '../gateway-event';
import { printable } from '../printable';

/**
 * The Django package's answer to calls of an API without a row in its database, and to calls without a proxy's headers.
 */
const UNKNOWN_API = 'Invalid request headers';

export interface SetUp {
  readonly apiId: string;
  readonly managementUrl: string;
  readonly headerProfile: string;
}

/** A line that names the missing set-up of the backend; undefined if the event does not show any. */
export function setUpHint(event: GatewayEvent, { apiId, managementUrl, headerProfile }: SetUp): string | undefined {
  if (event.type !== 'answered' || event.status !== 400 || !event.body.includes(UNKNOWN_API)) return undefined;
  const cause =
    headerProfile === 'raw'
      ? '--headers raw leaves out headers that the Django package demands; it also wants'
      : 'the Django package wants';
  const row = `ApiGateway(api_id="${printable(apiId)}")`;
  return `Hint: ${cause} a row ${row}, and send_message() pointed at ${managementUrl} (endpoint_url of its boto3 client).`;
}
