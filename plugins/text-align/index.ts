export { align, type Alignment } from './align.ts'
export { transfer, type Transfer, type TransferStatus } from './transfer.ts'
