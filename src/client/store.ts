/** What a reader prefers, kept in the browser. Where storage is refused, a preference lasts as long as the page. */
export type Preferences = { readonly view?: string; readonly keys?: boolean }

const name = 'variorum'
let kept: Preferences | undefined

export function preferences(): Preferences {
  if (kept) return kept
  try {
    kept = JSON.parse(localStorage.getItem(name) ?? '{}') as Preferences
  } catch {
    kept = {}
  }
  return kept
}

export function prefer(change: Preferences): void {
  kept = { ...preferences(), ...change }
  try {
    localStorage.setItem(name, JSON.stringify(kept))
  } catch {
    // Storage is full or forbidden.
  }
}
