import { firstValueFrom } from 'rxjs';
import { gatewaySocket } from '../../lib';
import { fakeGateway } from '../../lib/testing';
import { schemas, type Inbound } from '../package/consumer/models/messages';

describe('the types and checks of the recipe, as its generator wrote them', () => {
  const arrange = async () => {
    const gateway = fakeGateway();
    const socket = gatewaySocket<Inbound>({ ...gateway.config, schemas });
    const progress = firstValueFrom(socket.on('task_progress'));
    const connection = await gateway.connected();
    return { socket, progress, connection };
  };

  it('deliver what the model allows, by its type', async () => {
    const { socket, progress, connection } = await arrange();
    connection.send({ type: 'task_progress', task_id: 'export', percent: 100 });
    const { task_id, percent } = await progress;
    const typed: [string, number] = [task_id, percent];
    expect(typed).toEqual(['export', 100]);
    socket.close();
  });

  it('report what the model does not allow', async () => {
    const { socket, progress, connection } = await arrange();
    const fault = firstValueFrom(socket.faults$);
    connection.send({ type: 'task_progress', task_id: 'export', percent: 101 });
    expect(await fault).toMatchObject({ type: 'invalid-message', reason: 'schema', issues: [{ path: ['percent'] }] });
    connection.send({ type: 'task_progress', task_id: 'export', percent: 1 });
    expect((await progress).percent).toBe(1);
    socket.close();
  });
});
