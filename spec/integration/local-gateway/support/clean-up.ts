import {
  startDjangoStandIn,
  startLocalGateway,
  type DjangoStandIn,
  type DjangoStandInOptions,
  type LocalGateway,
  type LocalGatewayOptions,
} from '../../../../lib/local-gateway/index';

const ends: (() => unknown)[] = [];

/** Runs at the end of the current test, latest first, whether or not the test passed. */
export function atEnd(end: () => unknown): void {
  ends.unshift(end);
}

/** For `afterEach`: ends what the test started. */
export async function cleanUp(): Promise<void> {
  for (const end of ends.splice(0)) await end();
}

/** A gateway that ends with the test. */
export async function gatewayFor(options: LocalGatewayOptions = {}): Promise<LocalGateway> {
  const gateway = await startLocalGateway(options);
  atEnd(() => gateway.close());
  return gateway;
}

/** A gateway that asks for no token and counts no attempts, for specs about other things. */
export function openGateway(options: LocalGatewayOptions = {}): Promise<LocalGateway> {
  return gatewayFor({ tokens: false, connectsPerMinute: false, ...options });
}

/** The stand-in for the Django package with a gateway in front of it. */
export async function djangoBehindGateway(
  options: DjangoStandInOptions = {},
  more: LocalGatewayOptions = {},
): Promise<{ readonly django: DjangoStandIn; readonly gateway: LocalGateway }> {
  const django = await startDjangoStandIn(options);
  atEnd(() => django.close());
  const gateway = await gatewayFor({ backend: { proxy: django.url }, ...more });
  django.sendThrough(gateway.managementUrl);
  return { django, gateway };
}
