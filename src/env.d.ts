/// <reference types="astro/client" />

// An import would make this file a module, and then it could not declare modules of its own.
/* eslint-disable @typescript-eslint/consistent-type-imports */
declare namespace App {
  /** What the page being made tells the components that the editors' prose places. */
  interface Locals {
    /** What the page says, in its language. */
    words: import('./words/index.ts').Words
    edition?: import('./edition/view.ts').EditionView
    /** The text shown; undefined on the front page of an edition that has several. */
    division?: import('./edition/view.ts').DivisionView | undefined
    /** The way from this page up to the folder of the site: `../`. */
    root?: string
    /** Names of the parts that the editors' prose has placed itself. */
    placed?: Set<string>
  }
}

declare module 'variorum:library' {
  import type { Output } from './edition/outputs.ts'
  import type { EditionView, LibraryView } from './edition/view.ts'
  export const library: {
    site(): LibraryView
    /** The editions whose pages are being made: all, or those that a build has to make anew. */
    editions(): readonly EditionView[]
    edition(id: string): EditionView | undefined
    /** Paths of the files of the site that are not pages, and one of them. */
    outputPaths(): readonly string[]
    output(path: string): Output | undefined
  }
}

declare module 'variorum:prose' {
  import type { AstroComponentFactory } from 'astro/runtime/server/index.js'
  type Prose = () => Promise<{ default: AstroComponentFactory }>
  /** The body of each `edition.mdx` that has one, by the edition's id. */
  export const prose: Record<string, Prose>
  /** The body of each `content/rules/<rule>.mdx`, by the rule's id. */
  export const rules: Record<string, Prose>
}

declare module 'virtual:astro:manifest' {
  /** What Astro's build knows of the program that it makes. */
  export const manifest: import('astro').SSRManifest
}
