// Builds dist/ from src/. Run: npm ci && npm run build
import { context } from "esbuild";
import { copyFile, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const options = {
  // The editor is a bundle of its own: it is larger than all the rest, and only one view needs it.
  entryPoints: { app: "src/app.jsx", editor: "src/editor/editor.js" },
  outdir: "dist",
  bundle: true,
  format: "esm",
  target: ["chrome109", "firefox115", "safari16.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  external: ["/assets/*"],
  minify: true,
  metafile: true,
  legalComments: "none",
  charset: "utf8",
};

/** The licence of every package of which anything is in the bundles, and only of those. */
async function licences(metafile) {
  const packages = new Set();
  for (const output of Object.values(metafile.outputs)) {
    for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
      const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
      if (found && bytesInOutput > 0) packages.add(found[1]);
    }
  }
  let text = "What the page of `overheard serve` is made of, beside its own code.\n";
  for (const name of [...packages].sort()) {
    const folder = join("node_modules", name);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${name} has no licence file`);
    const licence = (await readFile(join(folder, file), "utf8")).replace(/\r\n/g, "\n").trim();
    text += `\n${"-".repeat(80)}\n${name} ${about.version} (${about.license})\n\n${licence}\n`;
  }
  await writeFile("dist/licences.txt", text);
}

await mkdir("dist", { recursive: true });
const after = {
  name: "after",
  setup(build) {
    build.onEnd(async (result) => {
      if (!result.metafile) return;
      await copyFile("src/index.html", "dist/index.html");
      await licences(result.metafile);
      for (const [file, { bytes }] of Object.entries(result.metafile.outputs)) console.log(`${file}: ${bytes} bytes`);
    });
  },
};
const build = await context({ ...options, plugins: [after] });
if (process.argv.includes("--watch")) {
  await build.watch();
} else {
  const result = await build.rebuild();
  await build.dispose();
  if (result.errors.length > 0) process.exit(1);
}
