import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium as playwright, type Browser } from 'playwright-core'
import manifest from '../../package.json' with { type: 'json' }

const require = createRequire(import.meta.url)

/** Flags of the packaged browser that break a test: one process for all pages, and a policy that checks nothing. */
const UNWANTED = /^--(single-process|disable-web-security|allow-running-insecure-content|headless)/

/** A Chromium: the one that CHROMIUM_PATH names, else the one that comes with npm, with glyphs for Chinese. */
export async function launchBrowser(): Promise<Browser> {
  const named = process.env['CHROMIUM_PATH']
  if (named) return playwright.launch({ executablePath: named, headless: true })

  // The package unpacks into the temporary folder and never replaces: give each version its own.
  const version = manifest.devDependencies['@sparticuz/chromium']
  const folder = path.join(tmpdir(), `tuban-chromium-${version}`)
  await mkdir(folder, { recursive: true })
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs20.x' // so that it unpacks its shared libraries too
  process.env['TMPDIR'] = folder
  const { default: chromium } = await import('@sparticuz/chromium')
  const executablePath = await chromium.executablePath()
  const env = { ...process.env, ...(await fontsIn(folder)) }
  const args = chromium.args.filter((flag) => !UNWANTED.test(flag))
  return playwright.launch({ executablePath, args, env: env as Record<string, string>, headless: true })
}

/** A font folder of our own, since a bare machine has none with Chinese. */
async function fontsIn(folder: string): Promise<Record<string, string>> {
  const fonts = path.join(folder, 'cjk')
  await mkdir(fonts, { recursive: true })
  for (const cut of ['400Regular', '700Bold']) {
    const file = require.resolve(`@expo-google-fonts/noto-sans-sc/${cut}/NotoSansSC_${cut}.ttf`)
    await copyFile(file, path.join(fonts, path.basename(file)))
  }
  const config = path.join(fonts, 'fonts.conf')
  await writeFile(
    config,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${fonts}/cache</cachedir></fontconfig>\n`,
  )
  return { FONTCONFIG_FILE: config, FONTCONFIG_PATH: fonts }
}
