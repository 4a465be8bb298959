import process from 'node:process';
import { fakeGateway } from '../../lib/testing';

/** Prints what is heard where the first of two listeners throws. */
const heard: string[] = [];
process.on('unhandledRejection', (error) => heard.push(`unhandled: ${error instanceof Error ? error.message : '?'}`));
process.on('exit', () => console.log(JSON.stringify(heard)));

const gateway = fakeGateway({ requireToken: false });
const socket = new gateway.WebSocketCtor('wss://ws.test');
socket.onmessage = () => {
  throw new Error('in a listener');
};
socket.addEventListener('message', () => heard.push('another listener'));
void gateway.connected().then((connection) => connection.send('x'));
