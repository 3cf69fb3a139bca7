// The language switch. Chinese stands without it; "#en" in the address opens the page in English.
(() => {
  const root = document.documentElement
  const title = document.querySelector('title')
  const button = document.querySelector('.switch')
  const speak = (language) => {
    root.dataset.language = language
    root.lang = language === 'en' ? 'en' : 'zh-CN'
    document.title = title.dataset[language]
  }
  button.hidden = false
  button.addEventListener('click', () => speak(root.dataset.language === 'en' ? 'zh' : 'en'))
  if (location.hash === '#en') speak('en')
})()
