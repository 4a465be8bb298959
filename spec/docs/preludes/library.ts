/** For blocks that leave out the import that the first block has, as a reader's editor adds it. */
export * from 'rx-gateway-socket';
