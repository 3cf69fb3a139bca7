// Builds the site's files: `node build.mjs SOURCE MODULES OUT`. Names carry their content's hash, so that browsers may keep
// them for ever; manifest.json says which name is whose; .br and .gz lie beside each for whitenoise.
import { build } from 'esbuild'
import { brotliCompressSync, gzipSync, constants } from 'node:zlib'
import { basename, join } from 'node:path'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const [source, modules, out] = process.argv.slice(2)

const { metafile } = await build({
  absWorkingDir: source,
  entryPoints: ['js/site.js', 'css/site.css'],
  nodePaths: [modules],
  outdir: out,
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: ['chrome111', 'firefox113', 'safari16.4'],
  minify: true,
  metafile: true,
  legalComments: 'external',
  loader: { '.svg': 'file' },
  logLevel: 'warning',
})

mkdirSync(out, { recursive: true })
const manifest = {}
for (const [path, made] of Object.entries(metafile.outputs)) {
  const name = basename(path)
  if (made.entryPoint) manifest[basename(made.entryPoint)] = name
  if (!/\.(js|css|svg)$/.test(name)) continue
  const bytes = readFileSync(join(out, name))
  writeFileSync(join(out, name + '.gz'), gzipSync(bytes, { level: 9 }))
  writeFileSync(join(out, name + '.br'),
    brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
writeFileSync(join(out, 'manifest.json'), JSON.stringify(manifest, null, 1) + '\n')
