import { one } from './dom.ts'

/** What floats above the page, once it is there: putting it away needs none of what made it. */

export function closeChooser(): boolean {
  const open = one('.chooser')
  open?.remove()
  return open !== null
}

export function closePanel(): boolean {
  const open = one('.panel')
  open?.remove()
  one('[data-do="filter"]')?.setAttribute('aria-expanded', 'false')
  return open !== null
}

export function closeSheet(): void {
  const sheet = one('.sheet')
  if (sheet?.matches(':popover-open')) sheet.hidePopover()
}

export const isSheetOpen = (): boolean => one('.sheet:popover-open') !== null
