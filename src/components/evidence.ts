/** What a source's own record says of it, in words. */
export const status = {
  read: 'seen by the editors',
  excerpt: 'seen in excerpt',
  unverified: 'not seen by the editors',
} as const

export const evidence = { primary: 'primary source', secondary: 'secondary source' } as const
