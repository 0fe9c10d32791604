// Bundles what the pages load into built/: each entry of ours, with what it imports, under a name that holds its hash.
import { build } from "esbuild";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
// One a line: pages.* of all pages, the others of those that ask for them.
const entries = [
  "pages.css",
  "pages.js",
  "editor.js",
  "try.js",
  "simulate.js",
];
const out = join(here, "built");
const making = join(here, "built.new");

/* The sheet of the impact report, which styles a whole page, for the parts of it within `.impact` alone. */
const impact = {
  name: "impact",
  setup(build) {
    build.onResolve({ filter: /^impact:/ }, (one) => ({ path: join(one.resolveDir, one.path.slice(7)), namespace: "impact" }));
    build.onLoad({ filter: /./, namespace: "impact" }, async ({ path }) => {
      const sheet = (await readFile(path, "utf8")).replace(/@page \{[^}]*\}/, "");
      return { contents: `.impact {${sheet}}`, loader: "css" };
    });
  },
};

await rm(making, { recursive: true, force: true });
const made = await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => join("src", name)),
  outdir: making,
  bundle: true,
  format: "iife",
  target: ["es2022"],
  minify: true,
  legalComments: "linked",
  entryNames: "[name]-[hash]",
  assetNames: "fonts/[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "dataurl" },
  metafile: true,
  plugins: [impact],
  logLevel: "warning",
});
/* Which piece of the web font has which characters: for documents that are made without a browser (`web/paper`). */
async function pieces(outputs) {
  const sheet = await readFile(join(here, "node_modules/@fontsource-variable/noto-sans-sc/wght.css"), "utf8");
  const told = new Map([...sheet.matchAll(/files\/([^)]+)\)[^}]*unicode-range:([^;}]+)/g)].map(([, file, ranges]) => [file, ranges]));
  const found = {};
  for (const [path, { inputs }] of Object.entries(outputs)) {
    const ranges = path.endsWith(".woff2") && told.get(basename(Object.keys(inputs)[0]));
    if (ranges) found[`fonts/${basename(path)}`] = ranges.split(",").map((one) => one.trim().slice(2).split("-").map((sign) => parseInt(sign, 16))).map(([first, last = first]) => [first, last]);
  }
  return found;
}

const names = {};
for (const [path, output] of Object.entries(made.metafile.outputs)) {
  if (output.entryPoint) names[basename(output.entryPoint)] = basename(path);
}
await writeFile(join(making, "names.json"), JSON.stringify(names));
await writeFile(join(making, "fonts.json"), JSON.stringify(await pieces(made.metafile.outputs)));
await rm(out, { recursive: true, force: true });
await rename(making, out);
// What was built, and from what: set-up builds again where the sources say something else.
console.log(`built ${Object.values(names).join(", ")} (${JSON.parse(await readFile(join(here, "package.json"))).name})`);
