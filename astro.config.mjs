import { unified } from '@astrojs/markdown-remark'
import mdx from '@astrojs/mdx'
import { defineConfig } from 'astro/config'
import rehypeCodeClasses from './plugins/rehype-code-classes/index.ts'
import { remarkEditionLinks, variorum } from './src/library.ts'

export default defineConfig({
  output: 'static',
  trailingSlash: 'ignore',
  // Line ends between elements are dropped; the templates write out the spaces that they mean.
  compressHTML: 'jsx',
  prerenderConflictBehavior: 'error',
  cacheDir: './.variorum/cache',
  build: { format: 'directory', inlineStylesheets: 'never', assets: '_assets' },
  devToolbar: { enabled: false },
  markdown: {
    // Astro's own engine runs no remark plugins, and would set quotation marks of its own.
    processor: unified({
      remarkPlugins: [remarkEditionLinks],
      rehypePlugins: [rehypeCodeClasses],
      smartypants: false,
    }),
    syntaxHighlight: false,
  },
  vite: { build: { assetsInlineLimit: 0 } },
  integrations: [variorum(), mdx()],
})
