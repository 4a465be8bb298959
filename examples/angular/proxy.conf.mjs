import process from 'node:process';

// Where start.ts has started the local gateway. With it behind the page's own address, cookies and CSRF work as in
// production, and the application needs to know no other.
const target = process.env.BACKEND;

export default {
  '/api': { target },
  '/demo': { target },
  '/ws': { target, ws: true },
};
