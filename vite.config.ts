import vue from '@vitejs/plugin-vue'
import elementPlus from 'unplugin-element-plus/vite'
import { defineConfig } from 'vitest/config'

/** The client: built into dist/client, which the server serves. Element Plus comes component by component. */
export default defineConfig({
  root: 'client',
  plugins: [vue(), elementPlus({})],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2022',
    // A strict content policy forbids data: scripts, and small files are cached better than inlined.
    assetsInlineLimit: 0,
  },
  // Tests lie beside the client, not in it.
  test: { root: import.meta.dirname },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
})
