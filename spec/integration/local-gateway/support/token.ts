import type { LocalGateway } from '../../../../lib/local-gateway/index';

/** A fresh token of the built-in endpoint. */
export async function freshToken({ tokenUrl }: Pick<LocalGateway, 'tokenUrl'>): Promise<string> {
  const response = await fetch(tokenUrl, { method: 'POST' });
  // The endpoint's own specs check the shape.
  return ((await response.json()) as { readonly token: string }).token;
}
