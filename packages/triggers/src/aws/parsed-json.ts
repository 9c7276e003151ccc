/** Parses the data of a record. Malformed JSON is `null`, which readers treat as a record that they cannot read. */
export function parsedJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}
