import { make, one } from './dom.ts'

let timer: ReturnType<typeof setTimeout> | undefined

/** Says something in passing, to eyes and to screen readers. */
export function say(...words: (Node | string)[]): void {
  const hint = one('.hint') ?? document.body.appendChild(make('p', { class: 'hint', role: 'status' }))
  hint.replaceChildren(...words)
  clearTimeout(timer)
  timer = setTimeout(() => hint.replaceChildren(), 8000)
}
