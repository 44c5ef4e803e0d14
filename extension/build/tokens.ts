import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The Cloudscape tokens that our parts use, by their own names (Apache-2.0, @cloudscape-design/design-tokens). */
// oxfmt-ignore
const used = [
  'color-text-body-default', 'color-text-body-secondary', 'color-text-heading-default', 'color-text-status-inactive',
  'color-text-status-success', 'color-text-status-info', 'color-text-status-warning', 'color-text-status-error',
  'color-text-accent', 'color-text-link-default', 'color-text-link-hover',
  'color-text-button-normal-default', 'color-text-button-normal-hover', 'color-text-button-normal-disabled',
  'color-text-button-primary-default', 'color-text-button-primary-disabled',
  'color-text-interactive-default', 'color-text-interactive-hover', 'color-text-interactive-disabled',
  'color-text-dropdown-item-default', 'color-text-badge-red',
  'color-background-layout-main', 'color-background-cell-shaded', 'color-background-container-content', 'color-background-popover', 'color-background-home-header',
  'color-background-input-default', 'color-background-item-selected',
  'color-background-button-primary-default', 'color-background-button-primary-hover', 'color-background-button-primary-disabled',
  'color-background-button-normal-hover',
  'color-background-dropdown-item-hover', 'color-background-progress-bar-default',
  'color-background-notification-yellow', 'color-background-badge-red', 'color-background-badge-grey',
  'color-background-status-info', 'color-background-status-success', 'color-background-status-warning', 'color-background-status-error',
  'color-border-card', 'color-border-divider-default', 'color-border-divider-secondary', 'color-border-control-default', 'color-border-input-default', 'color-border-input-focused',
  'color-border-item-focused', 'color-border-item-selected', 'color-border-popover', 'color-border-dropdown-container',
  'color-border-button-normal-default', 'color-border-button-normal-hover', 'color-border-button-normal-disabled',
  'color-border-status-warning', 'color-border-status-error',
  'color-charts-purple-700',
  'border-radius-button', 'border-radius-container', 'border-radius-input', 'border-radius-alert', 'border-radius-badge', 'border-radius-item',
  'motion-duration-responsive',
] as const

/** Tokens that do not do what we need of them, with the reason. */
const ours: Readonly<Record<string, string>> = {
  // The token's dark value vanishes on a popover.
  'color-border-divider-secondary': 'light-dark(#ebebf0, #333843)',
}

interface Token {
  readonly $value: string | { readonly light: string; readonly dark: string } | { readonly default: string }
}

/** The stylesheet that declares them, for a page and for a shadow root. */
export function tokensCss(): string {
  const source = new URL(import.meta.resolve('@cloudscape-design/design-tokens/index-visual-refresh.json'))
  const { tokens } = JSON.parse(readFileSync(source, 'utf8')) as { tokens: Record<string, Token> }
  const lines = used.map((name) => `  --${name}: ${ours[name] ?? valueOf(name, tokens[name])};`)
  const head = '/* Made by extension/build/tokens.ts from @cloudscape-design/design-tokens (Apache-2.0). */'
  return `${head}\n:root,\n:host {\n  color-scheme: light dark;\n${lines.join('\n')}\n}\n`
}

function valueOf(name: string, token: Token | undefined): string {
  if (!token) throw new Error(`Cloudscape has no token ${name}.`)
  const { $value } = token
  if (typeof $value === 'string') return $value
  if ('default' in $value) return $value.default
  return $value.light === $value.dark ? $value.light : `light-dark(${$value.light}, ${$value.dark})`
}

const stylesheet = new URL('../ui/tokens.css', import.meta.url)

/** Run as a program (`node extension/build/tokens.ts`) it writes the stylesheet. */
if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(stylesheet, tokensCss())
