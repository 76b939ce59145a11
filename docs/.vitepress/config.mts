import { defineConfig } from 'vitepress';

const page = (text: string, link: string) => ({ text, link });

// The pages are read as plain Markdown too, so nothing in them needs this site.
export default defineConfig({
  title: 'Dpa.Realtime',
  description: 'Real-time progress of long work in ASP.NET Core.',
  cleanUrls: true,
  lastUpdated: false,
  // Files outside of docs are in the repository only; a test follows every link.
  ignoreDeadLinks: [/^(\.\/)?(\.\.\/)+/, /\.(yaml|json)$/, /\/$/, /^\.\/protocol\//],
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
