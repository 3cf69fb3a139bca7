// Light or dark: as the machine says, until somebody chooses; the choice is a cookie, so that the next page comes so.
const root = document.documentElement

const dark = () => root.dataset.theme
  ? root.dataset.theme === 'dark'
  : matchMedia('(prefers-color-scheme: dark)').matches

export function listenForTheme () {
  for (const button of document.querySelectorAll('[data-theme-switch]')) {
    button.setAttribute('aria-pressed', String(dark()))
    button.addEventListener('click', () => {
      root.dataset.theme = dark() ? 'light' : 'dark'
      button.setAttribute('aria-pressed', String(dark()))
      document.cookie = `theme=${root.dataset.theme};path=/;max-age=31536000;samesite=lax`
      document.dispatchEvent(new Event('fangxian:theme'))
    })
  }
}
