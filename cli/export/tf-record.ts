/**
 * A file of records in TensorFlow's framing: each record's length and the length's checksum, its
 * bytes and their checksum.
 *
 * Source: https://www.tensorflow.org/tutorials/load_data/tfrecord, "TFRecords format details".
 */
export function recordFile(records: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const FRAME = 8 + 4 + 4;
  const size = records.reduce((sum, { length }) => sum + FRAME + length, 0);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const record of records) {
    view.setBigUint64(at, BigInt(record.length), true);
    view.setUint32(at + 8, masked(crc32c(bytes.subarray(at, at + 8))), true);
    bytes.set(record, at + 12);
    view.setUint32(at + 12 + record.length, masked(crc32c(record)), true);
    at += FRAME + record.length;
  }
  return bytes;
}

/** Turned and moved, so that the checksum of bytes that hold checksums is as good. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa2_82_ea_d8) >>> 0;
}

/**
 * The checksum CRC-32C (Castagnoli).
 *
 * Source: RFC 3720, appendix B.4.
 */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xff_ff_ff_ff;
  for (const byte of bytes) crc = (crc >>> 8) ^ TABLE[(crc ^ byte) & 0xff]!;
  return ~crc >>> 0;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82_f6_3b_78 : 0);
  return crc;
});
