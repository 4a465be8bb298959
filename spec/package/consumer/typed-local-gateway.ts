/** A test setup in Node, as a stranger would type it. It is compiled in every module resolution and never run. */
import { startLocalGateway, type LocalGateway } from 'rx-gateway-socket/local-gateway';

export async function withGateway(use: (gateway: LocalGateway) => Promise<void>): Promise<void> {
  const gateway = await startLocalGateway({ port: 0 });
  const address: string = gateway.url;
  // @ts-expect-error an address is no number
  const port: number = gateway.url;
  await use(gateway);
  await gateway.close();
  console.log(address, port);
}

// @ts-expect-error a port is a number
export const wrong = () => startLocalGateway({ port: '8000' });
