// What the JSON Schema of a file says of a path: the keys that may stand there, the words, what they mean.
export class Schema {
  constructor(root) { this.root = root ?? {}; }

  /** The schemas that describe the value at *path*. */
  at(path) {
    return path.reduce((schemas, step) => schemas.flatMap((one) => this.#down(one, step)), this.#open(this.root));
  }

  /** The keys a mapping at *path* may have: `{name, description}`. */
  keys(path) {
    const found = new Map();
    for (const one of this.at(path)) {
      for (const [name, value] of Object.entries(one.properties ?? {})) {
        if (!found.has(name)) found.set(name, { name, description: value.description ?? "" });
      }
    }
    return [...found.values()];
  }

  /** The words that may stand at *path*. */
  words(path) {
    const words = new Set();
    for (const one of this.at(path)) {
      for (const word of one.enum ?? (one.const === undefined ? [] : [one.const])) words.add(String(word));
      if (one.type === "boolean") { words.add("true"); words.add("false"); }
      for (const each of this.#down(one, "*")) for (const word of each.enum ?? []) words.add(String(word));
    }
    return [...words];
  }

  /** What the value at *path* means. */
  description(path) {
    const key = path.at(-1);
    for (const one of this.at(path.slice(0, -1))) {
      const said = one.properties?.[key]?.description;
      if (said) return said;
    }
    return "";
  }

  #open(schema, seen = new Set()) {
    if (!schema || typeof schema !== "object") return [];
    if (schema.$ref) {
      if (seen.has(schema.$ref)) return [];
      return this.#open(this.root.$defs?.[schema.$ref.split("/").pop()], new Set([...seen, schema.$ref]));
    }
    const within = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
    return [schema, ...within.flatMap((one) => this.#open(one, seen))];
  }

  #down(schema, step) {
    const next = step === "*" ? schema.items : schema.properties?.[step] ?? (schema.properties ? undefined : schema.additionalProperties);
    return next && typeof next === "object" ? this.#open(next) : [];
  }
}
