export { align, type Alignment } from './align.ts'
export { type Piece, pieces } from './pieces.ts'
export { type Share, shares } from './shares.ts'
export { transfer, type Transfer, type TransferStatus } from './transfer.ts'
