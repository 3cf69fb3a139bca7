// The search on top of each page: '/' goes there, arrows walk through what was found, Enter opens it, Escape leaves.
const OPTION = '[role="option"]'

export function listenForSearch () {
  const input = document.querySelector('[data-search]')
  if (!input) return
  const found = document.getElementById(input.getAttribute('aria-controls'))
  const options = () => [...found.querySelectorAll(OPTION)]
  const shown = () => !found.hidden

  const show = (yes) => {
    found.hidden = !yes
    input.setAttribute('aria-expanded', String(yes))
    if (!yes) pick(-1)
  }
  const pick = (index) => {
    options().forEach((option, at) => option.setAttribute('aria-selected', String(at === index)))
    const picked = options()[index]
    if (picked) picked.scrollIntoView({ block: 'nearest' })
    picked ? input.setAttribute('aria-activedescendant', picked.id) : input.removeAttribute('aria-activedescendant')
  }
  const picked = () => options().findIndex((option) => option.getAttribute('aria-selected') === 'true')

  document.addEventListener('keydown', (key) => {
    const typing = key.target.closest('input, textarea, select, [contenteditable]')
    if (key.key === '/' && !typing && !key.ctrlKey && !key.metaKey && !key.altKey) {
      key.preventDefault()
      input.focus()
      input.select()
    }
  })
  input.addEventListener('keydown', (key) => {
    if (key.isComposing) return
    const count = options().length
    if (key.key === 'Escape') { shown() ? show(false) : input.blur(); key.preventDefault() }
    if (!shown() || !count) return
    if (key.key === 'ArrowDown') { pick((picked() + 1) % count); key.preventDefault() }
    if (key.key === 'ArrowUp') { pick((picked() - 1 + count) % count); key.preventDefault() }
    if (key.key === 'Enter' && picked() >= 0) { options()[picked()].click(); key.preventDefault() }
  })
  input.addEventListener('focus', () => { if (found.children.length && input.value.trim()) show(true) })
  // htmx listens a moment after the page is there: what was typed meanwhile is looked up all the same.
  input.addEventListener('htmx:after:init', () => {
    if (document.activeElement === input && input.value.trim()) input.dispatchEvent(new Event('input', { bubbles: true }))
  })
  input.addEventListener('input', () => { if (!input.value.trim()) show(false) })
  document.addEventListener('htmx:after:swap', () => {
    if (document.activeElement === input && input.value.trim() && found.children.length) show(true)
  })
  document.addEventListener('click', (click) => { if (!click.target.closest('.find')) show(false) })
}
