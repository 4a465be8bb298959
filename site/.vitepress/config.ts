import { join } from 'node:path';
import process from 'node:process';
import GithubSlugger from 'github-slugger';
import { defineConfig } from 'vitepress';
import { sectionsOf } from '../pages';

const repository = join(import.meta.dirname, '..', '..');

export default defineConfig({
  title: 'rx-gateway-socket',
  description: 'An RxJS streaming client for token-protected WebSockets on AWS API Gateway',
  // Below a project page of GitHub: SITE_BASE=/rx-gateway-socket/
  base: process.env['SITE_BASE'] ?? '/',
  srcDir: '.pages',
  outDir: 'dist',
  cleanUrls: true,
  // A dead link fails the build; an address of this machine, which a guide tells to open, is none.
  ignoreDeadLinks: 'localhostLinks',
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: `${process.env['SITE_BASE'] ?? '/'}icon.svg` }]],
  // mermaid is 600 kB, and is loaded where a page has a diagram.
  vite: { build: { chunkSizeWarningLimit: 1_000 } },
  markdown: {
    // As on GitHub, which the links of the documents follow; of two equal headings VitePress numbers the second one itself.
    anchor: { slugify: (heading) => new GithubSlugger().slug(heading) },
    config: (markdown) => {
      const fence = markdown.renderer.rules.fence;
      markdown.renderer.rules.fence = (tokens, index, ...rest) => {
        const token = tokens[index];
        if (token?.info.trim() !== 'mermaid') return fence?.(tokens, index, ...rest) ?? '';
        return `<Diagram code="${encodeURIComponent(token.content)}" />`;
      };
      // Vue would take `{{ … }}` of a Django template for its own. Fenced blocks have `v-pre` already.
      const code = markdown.renderer.rules.code_inline;
      markdown.renderer.rules.code_inline = (tokens, index, ...rest) => {
        tokens[index]?.attrSet('v-pre', '');
        // A name stays in one piece in the narrow column of a table.
        if ((tokens[index]?.content.length ?? 0) <= 16) tokens[index]?.attrJoin('class', 'short');
        return code?.(tokens, index, ...rest) ?? '';
      };
    },
  },
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/overview' },
      { text: 'Playground', link: '/playground' },
      { text: 'API', link: '/api/' },
      { text: 'Benchmarks', link: '/benchmarks' },
    ],
    sidebar: [
      ...sectionsOf(repository).map(({ title, pages }) => ({
        text: title,
        collapsed: title === 'Design decisions' || title === 'Examples',
        items: pages.map((page) => ({ text: page.title, link: `/${page.path.replace(/(^|\/)index$/, '$1')}` })),
      })),
      { text: 'API', items: [{ text: 'All entry points', link: '/api/' }] },
    ],
    footer: { message: 'MIT licence' },
  },
});
