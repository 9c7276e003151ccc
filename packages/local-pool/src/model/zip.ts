// Reads zip files, which some tools write for a function's code.
// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT

import { inflateRawSync } from 'node:zlib';

/** A file of a zip file. */
export interface ZipEntry {
  /** The path inside the zip file, with slashes. */
  readonly name: string;
  /** Decompresses the file. */
  read(): Buffer;
}

const END_SIGNATURE = 0x06_05_4b_50;
const ENTRY_SIGNATURE = 0x02_01_4b_50;
const END_LENGTH = 22;
const ENTRY_LENGTH = 46;
const LOCAL_HEADER_LENGTH = 30;
const METHOD_STORED = 0;
const METHOD_DEFLATED = 8;

/**
 * Lists the files of a zip file.
 *
 * @throws Error when the data is not that of a zip file, or is damaged
 */
export function zipEntries(data: Buffer): ZipEntry[] {
  const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || data.length < end + END_LENGTH || data.readUInt32LE(end) !== END_SIGNATURE) {
    throw new Error('not a zip file');
  }
  const count = data.readUInt16LE(end + 10);
  const entries: ZipEntry[] = [];
  let offset = data.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (data.length < offset + ENTRY_LENGTH || data.readUInt32LE(offset) !== ENTRY_SIGNATURE) {
      throw new Error('a damaged zip file');
    }
    const nameLength = data.readUInt16LE(offset + 28);
    const name = data.toString('utf8', offset + ENTRY_LENGTH, offset + ENTRY_LENGTH + nameLength).replaceAll('\\', '/');
    const header = offset;
    if (!name.endsWith('/')) entries.push({ name, read: () => readEntry(data, header) });
    offset += ENTRY_LENGTH + nameLength + data.readUInt16LE(offset + 30) + data.readUInt16LE(offset + 32);
  }
  return entries;
}

function readEntry(data: Buffer, header: number): Buffer {
  const method = data.readUInt16LE(header + 10);
  const size = data.readUInt32LE(header + 20);
  const local = data.readUInt32LE(header + 42);
  const start = local + LOCAL_HEADER_LENGTH + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
  const content = data.subarray(start, start + size);
  if (method === METHOD_STORED) return content;
  if (method === METHOD_DEFLATED) return inflateRawSync(content);
  throw new Error(`the compression method ${method}, which the local pool does not support`);
}
