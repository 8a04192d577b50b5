import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'
import { chromium as playwright, type Browser } from 'playwright-core'
import manifest from '../../package.json' with { type: 'json' }
import { buildFolder } from '../../server/db/embedded/template.ts'

const require = createRequire(import.meta.url)

const ROOT = path.resolve(import.meta.dirname, '../..')
const CACHE = path.join(ROOT, '.cache')

interface Found {
  executablePath: string
  args?: string[]
  env?: Record<string, string>
}

/**
 * A Chromium with glyphs for Chinese: the one that CHROMIUM_PATH names, else an installed one, else the one that comes
 * with npm.
 */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, args = [], env = {} } = await findBrowser()
  try {
    return await playwright.launch({
      executablePath,
      args,
      env: { ...process.env, ...env, ...(await withFonts()) } as Record<string, string>,
      headless: true,
    })
  } catch (error) {
    throw new Error(
      `The browser ${executablePath} does not start: install Chromium or Chrome, or set CHROMIUM_PATH to one that runs.`,
      { cause: error },
    )
  }
}

async function findBrowser(): Promise<Found> {
  const named = process.env['CHROMIUM_PATH']
  if (named) {
    if (!existsSync(named))
      throw new Error(`CHROMIUM_PATH=${named} is not there: name a Chromium or unset it.`)
    return { executablePath: named }
  }
  const installed = installedBrowsers().find((candidate) => existsSync(candidate))
  if (installed) return { executablePath: installed }
  try {
    return await packagedBrowser()
  } catch (error) {
    throw new Error(
      'There is no browser to test with: install Chromium or Chrome, set CHROMIUM_PATH to one, or run npm ci for the packaged one (Linux on x64).',
      { cause: error },
    )
  }
}

function installedBrowsers(): string[] {
  switch (process.platform) {
    case 'darwin':
      return [
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
      ]
    case 'win32':
      return ['ProgramFiles', 'ProgramFiles(x86)', 'LocalAppData'].flatMap((key) => {
        const folder = process.env[key]
        return folder ? [path.join(folder, 'Google/Chrome/Application/chrome.exe')] : []
      })
    default:
      return ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'].flatMap((name) =>
        (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, name)),
      )
  }
}

/** Flags of the package that break a test: one process for all pages, and a content policy that checks nothing. */
const UNWANTED = /^--(single-process|disable-web-security|allow-running-insecure-content|headless)/

/** Unpacks where its temporary folder is, once: each version has its own, and one half-unpacked is not taken for whole. */
async function packagedBrowser(): Promise<Found> {
  const folder = path.join(CACHE, `chromium-${manifest.devDependencies['@sparticuz/chromium']}`)
  await buildFolder(path.join(folder, 'unpacked'), unpack)
  const { default: chromium } = await import('@sparticuz/chromium')
  return {
    executablePath: path.join(folder, 'unpacked/chromium'),
    args: chromium.args.filter((flag) => !UNWANTED.test(flag)),
    env: { LD_LIBRARY_PATH: path.join(folder, 'unpacked/al2023/lib') },
  }
}

/** In a process of its own, since the package reads and changes the environment. */
async function unpack(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const script = `const { default: chromium } = await import('@sparticuz/chromium'); await chromium.executablePath()`
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: ROOT,
    // It brings the shared libraries that a bare machine lacks, but only where it believes to be at Amazon's.
    env: { ...process.env, TMPDIR: folder, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' },
  })
}

/** A font folder of our own, since a bare machine has none with Chinese. Elsewhere than on Linux the system has them. */
async function withFonts(): Promise<Record<string, string>> {
  if (process.platform !== 'linux') return {}
  const fonts = path.join(CACHE, 'fonts')
  await buildFolder(fonts, async (draft) => {
    await mkdir(draft, { recursive: true })
    for (const cut of ['400Regular', '700Bold']) {
      const file = require.resolve(`@expo-google-fonts/noto-sans-sc/${cut}/NotoSansSC_${cut}.ttf`)
      await copyFile(file, path.join(draft, path.basename(file)))
    }
    await writeFile(
      path.join(draft, 'fonts.conf'),
      `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${fonts}/cache</cachedir></fontconfig>\n`,
    )
  })
  return { FONTCONFIG_FILE: path.join(fonts, 'fonts.conf') }
}
