import type { GatewayEvent, LocalGateway } from '../../../../lib/local-gateway/index';

type EventOf<T extends GatewayEvent['type']> = Extract<GatewayEvent, { readonly type: T }>;

/** The next event of a type. */
export function nextEvent<T extends GatewayEvent['type']>(gateway: LocalGateway, type: T): Promise<EventOf<T>> {
  return new Promise((resolve) => {
    const stop = gateway.onEvent((event) => {
      if (!isOf(event, type)) return;
      stop();
      resolve(event);
    });
  });
}

function isOf<T extends GatewayEvent['type']>(event: GatewayEvent, type: T): event is EventOf<T> {
  return event.type === type;
}
