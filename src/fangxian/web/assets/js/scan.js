// A code read by the telephone's camera into a field: shown only where the browser can read codes. A hand scanner needs
// none of it: it types.
const FORMATS = ['code_128', 'code_39', 'qr_code', 'pdf417', 'ean_13']

export function offer(button) {
  if (!('BarcodeDetector' in window) || !navigator.mediaDevices) return
  button.hidden = false
  button.addEventListener('click', () => scan(document.getElementById(button.dataset.scan)))
}

async function scan(field) {
  const camera = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } }).catch(() => null)
  if (!camera) return field.focus()
  const place = document.createElement('dialog')
  const picture = document.createElement('video')
  place.className = 'scan'
  picture.playsInline = true
  picture.srcObject = camera
  place.append(picture)
  document.body.append(place)
  place.addEventListener('click', () => place.close())
  place.addEventListener('close', () => {
    camera.getTracks().forEach((track) => track.stop())
    place.remove()
    field.focus()
  })
  place.showModal()
  await picture.play()
  const known = await BarcodeDetector.getSupportedFormats()
  const detector = new BarcodeDetector({ formats: FORMATS.filter((one) => known.includes(one)) })
  while (place.open) {
    const [code] = await detector.detect(picture).catch(() => [])
    if (code) {
      field.value = code.rawValue
      place.close()
    }
    await new Promise(requestAnimationFrame)
  }
}
