import { z } from 'zod';

/** Messages are checked with these where they come in: the types of the application are inferred from them. */
export const schemas = {
  toast: z.object({
    level: z.enum(['success', 'info', 'warning', 'error']),
    message: z.string().min(1),
    title: z.string().default(''),
  }),
};

export type Toast = z.infer<typeof schemas.toast>;
