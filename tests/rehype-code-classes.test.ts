import { rehype } from 'rehype'
import { describe, expect, it } from 'vitest'
import rehypeCodeClasses from '../plugins/rehype-code-classes/index.ts'

const shown = async (html: string): Promise<string> =>
  String(await rehype().data('settings', { fragment: true }).use(rehypeCodeClasses).process(html))

describe('rehypeCodeClasses', () => {
  it('tells tokens by class, and keeps the text', async () => {
    const html = await shown('<pre><code class="language-yaml">kind: context\n# why</code></pre>')
    expect(html).toContain('<span class="c-comment"># why</span>')
    expect(html.replace(/<[^>]+>/g, '')).toBe('kind: context\n# why')
  })
  it('writes no inline style', async () => {
    expect(await shown('<pre><code class="language-json">{"a": [1, null]}</code></pre>')).not.toContain(
      'style',
    )
  })
  it('leaves other code as it is', async () => {
    const html = '<pre><code class="language-nothing">a: b</code></pre><p><code>a: b</code></p>'
    expect(await shown(html)).toBe(html)
  })
})
