import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import { rewriteLinks } from './links.mts';

const page = (text: string, link: string) => ({ text, link });

// The pages are read as plain Markdown too, so nothing in them needs this site.
export default defineConfig({
  title: 'Dpa.Realtime',
  description: 'Real-time progress of long work in ASP.NET Core.',
  cleanUrls: true,
  lastUpdated: false,
  srcExclude: ['protocol/**'],
  // Links that leave the pages are rewritten; check-site.mjs follows each link and anchor of what is built.
  markdown: {
    // As where the pages are read as Markdown: lower case, no punctuation, dashes for spaces.
    anchor: {
      slugify: (heading: string) =>
        heading.trim().toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-'),
    },
    config: rewriteLinks,
  },
  // What pages link to and is no page.
  buildEnd: ({ srcDir, outDir }) => {
    for (const each of ['protocol', 'dashboard.json'])
      cpSync(join(srcDir, each), join(outDir, each), { recursive: true });
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    sidebar: [
      {
        text: 'Start',
        items: [
          page('Getting started', '/getting-started'),
          page('An application that you have', '/existing-application'),
          page('Server guide', '/server'),
          page('TypeScript client', '/client-typescript'),
          page('.NET client', '/client-dotnet'),
          page('dpa-watch', '/dpa-watch'),
          page('Producers', '/producers'),
          page('Testing', '/testing'),
          page('Migration', '/migration'),
        ],
      },
      {
        text: 'Run',
        items: [
          page('Authorization', '/authorization'),
          page('Security', '/security'),
          page('Redis', '/redis'),
          page('Proxies', '/proxies'),
          page('Operations', '/operations'),
          page('Diagnostics', '/diagnostics'),
        ],
      },
      {
        text: 'Look up',
        items: [
          page('Reference', '/reference'),
          page('Protocol', '/protocol'),
          page('Guarantees', '/guarantees'),
          page('Comparison', '/comparison'),
          page('Architecture', '/architecture'),
          page('Complaints', '/complaints'),
        ],
      },
    ],
  },
});
