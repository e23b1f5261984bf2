import { sha256 } from './stableHash.js';

/** A record with its key, and the version of the code that computed it. */
export interface StoredRecord<Record extends KeyedRecord = KeyedRecord> {
  readonly numerics: string;
  readonly record: Record;
}

/** A record that is stored under a key. */
export interface KeyedRecord {
  readonly schemaVersion: 1;
  readonly key: string;
}

/** A record as text of which the first line is the SHA-256 of the rest. */
export function recordText({ numerics, record }: StoredRecord): string {
  const body = `${JSON.stringify({ numerics })}\n${JSON.stringify(record)}\n`;
  return `${sha256(body)}\n${body}`;
}

/** Reads such a text; null if it is not exactly what was written, or has another schema version. */
export function parseRecord<Record extends KeyedRecord>(text: string): StoredRecord<Record> | null {
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end !== 64 || sha256(body) !== text.slice(0, end)) return null;
  const [head = '', record = ''] = body.split('\n');
  const { numerics } = JSON.parse(head) as { numerics: string };
  const stored = { numerics, record: JSON.parse(record) as Record };
  return stored.record.schemaVersion === 1 ? stored : null;
}
