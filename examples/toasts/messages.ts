import { types } from 'rx-gateway-socket';
import { z } from 'zod';

const level = z.enum(['success', 'info', 'warning', 'error']);

/** Incoming messages are checked with these, and the types of the application are inferred from them. */
export const schemas = {
  toast: z.object({ level, message: z.string().min(1), title: z.string().default('') }),
  deployment: z.object({ project: z.string(), level, message: z.string() }),
};

export type Toast = z.infer<typeof schemas.toast>;

export interface Inbound {
  toast: Toast;
  deployment: z.infer<typeof schemas.deployment>;
}
export interface Outbound {
  watch: { project: string };
  unwatch: { project: string };
}

export const outbound = types<Outbound>();
