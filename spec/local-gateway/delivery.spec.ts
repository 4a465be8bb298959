import { Faults } from '../../lib/local-gateway/faults';
import { GatewayEvents } from '../../lib/local-gateway/gateway-event';
import { SessionTable } from '../../lib/local-gateway/rules/session-table';
import { apiGatewayDefaults } from '../../lib/local-gateway/settings';
import { Connections } from '../../lib/local-gateway/websocket/connections';
import { Delivery } from '../../lib/local-gateway/websocket/delivery';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

it('a scattered broadcast marks the connections that are gone when its last copy is out, and not before', () => {
  const sessions = new SessionTable();
  for (const id of ['first', 'last']) sessions.add(id, 'general', 'ada');
  const chances = [0.1, 0.9];
  const random = () => chances.shift() ?? 0;
  const faults = new Faults(random);
  faults.broadcastScatter = 100;
  // None of the rows has a connection, so each copy is a 410.
  const delivery = new Delivery(new Connections(), sessions, apiGatewayDefaults, faults, new GatewayEvents(), random);
  expect(delivery.broadcast('x', 'general')).toBe(2);
  jest.advanceTimersByTime(50);
  expect([...sessions.connectedIn('general')]).toEqual(['first', 'last']);
  jest.advanceTimersByTime(50);
  expect([...sessions.connectedIn('general')]).toEqual([]);
});
