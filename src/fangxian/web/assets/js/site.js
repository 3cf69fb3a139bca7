// What every page needs. Islands that only some need are fetched when the page has their place.
import htmx from 'htmx.org/dist/htmx.esm.js'
import { listenForTheme } from './theme.js'
import { listenForSearch } from './search.js'

// Fragments are ours alone; nothing on a page is evaluated.
htmx.config.includeIndicatorCSS = false
htmx.config.history = 'reload'

listenForTheme()
listenForSearch()

for (const place of document.querySelectorAll('[data-map]')) {
  import('./map.js').then(({ draw }) => draw(place))
}

for (const button of document.querySelectorAll('[data-scan]')) {
  import('./scan.js').then(({ offer }) => offer(button))
}

document.addEventListener('click', (click) => {
  click.target.closest('[data-dismiss]')?.closest('.toast')?.remove()
  if (click.target.closest('[data-print]')) window.print()
})

// What takes seconds shows that it is at work, and is not sent twice.
document.addEventListener('submit', (submit) => {
  const form = submit.target.closest('form[data-busy]')
  if (!form) return
  if (form.getAttribute('aria-busy') === 'true') submit.preventDefault()
  form.setAttribute('aria-busy', 'true')
})
addEventListener('pageshow', () => document.querySelectorAll('form[aria-busy]').forEach((form) => form.removeAttribute('aria-busy')))

// A button or link with a key of its own: pressed without a modifier, and not while somebody types.
document.addEventListener('keydown', (key) => {
  if (key.ctrlKey || key.metaKey || key.altKey || key.repeat || key.target.closest('input, textarea, select')) return
  const named = document.querySelector(`[data-key="${CSS.escape(key.key.toLowerCase())}"]`)
  if (!named) return
  key.preventDefault()
  named.click()
})

// A select that acts at once, and still has a button where there is no script.
document.addEventListener('change', (change) => change.target.closest('[data-at-once]')?.form.requestSubmit())
for (const button of document.querySelectorAll('[data-without-script]')) button.hidden = true
