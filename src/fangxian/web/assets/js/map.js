// The choropleth. Its numbers stand in the table beside it; what it shows, it reads from there and from the outlines.
import { use, init, registerMap } from 'echarts/core'
import { MapChart } from 'echarts/charts'
import { GeoComponent, AriaComponent } from 'echarts/components'
import { CanvasRenderer } from 'echarts/renderers'

use([MapChart, GeoComponent, AriaComponent, CanvasRenderer])

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

// Ink that can be read on a colour: by the colour's lightness.
const readable = (hex) => {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
  return 0.2126 * r ** 2.2 + 0.7152 * g ** 2.2 + 0.0722 * b ** 2.2 > 0.3 ? '#1a2027' : '#ffffff'
}

export async function draw (place) {
  const answer = await fetch(place.dataset.map, { headers: { Accept: 'application/geo+json' } })
  if (!answer.ok) return
  const outlines = await answer.json()
  const latitude = outlines.features?.[0]?.properties.cp[1] ?? 0
  if (!outlines.features?.length) return
  const rows = [...document.querySelectorAll('[data-area]')]
  const row = (code) => rows.find((one) => one.dataset.area === code)
  const readout = document.getElementById(place.getAttribute('aria-describedby'))
  const codes = outlines.features.map((feature) => feature.properties.code).filter((code) => row(code))
  registerMap('areas', outlines)
  const chart = init(place, null, { renderer: 'canvas' })
  let lit = ''

  const colours = () => (place.dataset.ramp === 'warm'
    ? ['--h0', '--w1', '--w2', '--w3', '--w4', '--w5']
    : ['--h0', '--h1', '--h2', '--h3', '--h4', '--h5']).map(token)

  const paint = () => {
    const ramp = colours()
    chart.setOption({
      animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      animationDurationUpdate: 150,
      series: [{
        type: 'map',
        map: 'areas',
        nameProperty: 'code',
        // A degree of longitude is shorter than one of latitude, by the cosine of where it is.
        aspectScale: Math.cos(latitude * Math.PI / 180),
        left: 24, right: 24, top: 84, bottom: 48,
        selectedMode: false,
        roam: false,
        label: { show: codes.length <= 24, formatter: ({ name }) => row(name)?.dataset.name ?? '', fontSize: 12, fontFamily: token('--sans') },
        labelLayout: { hideOverlap: true },
        itemStyle: { areaColor: ramp[0], borderColor: token('--sheet'), borderWidth: 1.2 },
        emphasis: { label: { show: true, fontWeight: 700, color: 'inherit' }, itemStyle: { areaColor: 'inherit', borderColor: token('--ink'), borderWidth: 2.5 } },
        data: codes.map((code) => {
          const fill = ramp[row(code).dataset.step]
          const label = { color: readable(fill) }
          return { name: code, value: Number(row(code).dataset.value), itemStyle: { areaColor: fill }, label, emphasis: { label, itemStyle: { areaColor: fill } } }
        })
      }]
    })
  }

  const light = (code) => {
    if (lit) chart.dispatchAction({ type: 'downplay', name: lit })
    for (const one of rows) one.toggleAttribute('data-lit', one.dataset.area === code)
    lit = row(code) ? code : ''
    const shown = row(lit)
    if (lit) chart.dispatchAction({ type: 'highlight', name: lit })
    readout.querySelector('b').textContent = shown?.dataset.name ?? readout.dataset.name
    readout.querySelector('.value').textContent = shown?.dataset.shown ?? readout.dataset.shown
    if (shown && document.activeElement === place) shown.scrollIntoView({ block: 'nearest' })
  }
  const open = (code) => row(code)?.querySelector('a')?.click()

  // From one area to its neighbour in a direction: the nearest middle that lies more that way than across.
  const middles = Object.fromEntries(outlines.features.map(({ properties }) => [properties.code, properties.cp]))
  const neighbour = (from, dx, dy) => {
    const [x, y] = middles[from]
    const ahead = codes.filter((code) => {
      const [u, v] = [middles[code][0] - x, middles[code][1] - y]
      return code !== from && u * dx + v * dy > Math.abs(u * dy) + Math.abs(v * dx) - 1e-12 && u * dx + v * dy > 0
    })
    const far = (code) => Math.hypot(middles[code][0] - x, middles[code][1] - y)
    return ahead.sort((a, b) => far(a) - far(b))[0] ?? from
  }

  paint()
  chart.on('mouseover', ({ name }) => light(name))
  chart.on('globalout', () => light(''))
  chart.on('click', ({ name }) => open(name))
  place.addEventListener('keydown', (key) => {
    const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
    if (ways[key.key]) light(lit ? neighbour(lit, ...ways[key.key]) : codes[0])
    else if (key.key === 'Enter' && lit) open(lit)
    else if (key.key === 'Escape' || key.key === 'Backspace') place.dataset.up && location.assign(place.dataset.up)
    else return
    key.preventDefault()
  })
  place.addEventListener('blur', () => light(''))
  for (const one of rows) {
    one.addEventListener('pointerenter', () => light(one.dataset.area))
    one.addEventListener('pointerleave', () => light(''))
  }
  document.addEventListener('fangxian:theme', paint)
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', paint)
  new ResizeObserver(() => chart.resize()).observe(place)
  place.dataset.drawn = ''
}
