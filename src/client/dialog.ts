import { make, one } from './dom.ts'
import { said } from './words.ts'

/** A dialog over everything else, gone for good when it is closed. */
export function openDialog(title: string, ...children: Node[]): void {
  one('dialog')?.remove()
  const dialog = make(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'dialog' },
    make('h2', { id: 'dialog' }, title),
    ...children,
    make('p', {}, make('button', { type: 'button', 'data-do': 'shut' }, said().script.close)),
  ) as HTMLDialogElement
  document.body.append(dialog)
  dialog.addEventListener('close', () => dialog.remove())
  dialog.showModal()
}
