"""What the desk shows can be read by weak eyes in both themes, and reached by the keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from tests.signed_in import account, session
from tests.small_district import Size, build

from fangxian.registry.models import Building, Dwelling, Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Window = Callable[..., Any]

#: Texts of less contrast with what lies behind them than WCAG 2.2 AA asks: 4.5, or 3 where they are large. A colour is
#: asked of a canvas, which knows every way to write one; what is not in use (disabled) is exempt.
FAINT = """() => {
  const brush = Object.assign(document.createElement('canvas'), {width: 1, height: 1})
    .getContext('2d', {willReadFrequently: true});
  const read = colour => {
    brush.clearRect(0, 0, 1, 1); brush.fillStyle = colour; brush.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [x, y, z]) => [r * a + x * (1 - a), g * a + y * (1 - a), b * a + z * (1 - a), 1];
  const behind = one => {
    const layers = [];
    for (let at = one; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none') return null;
      const layer = read(style.backgroundColor);
      if (layer[3] > 0) layers.push(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), read('Canvas'));
  };
  const light = colour => {
    const [r, g, b] = colour.slice(0, 3).map(value => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const found = [];
  for (const one of document.body.querySelectorAll('*')) {
    const text = [...one.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join('');
    const shown = one.checkVisibility({opacityProperty: true, visibilityProperty: true});
    if (!text || !shown || one.closest('script, style, template, svg, .visually-hidden, :disabled, [aria-hidden=true]'))
      continue;
    const box = one.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) continue;
    const style = getComputedStyle(one), ground = behind(one);
    if (ground === null) continue;
    let ink = read(style.color);
    for (let at = one; at; at = at.parentElement) ink[3] *= Number(getComputedStyle(at).opacity);
    const [dark, bright] = [light(over(ink, ground)), light(ground)].sort((a, b) => a - b);
    const ratio = (bright + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5) - 0.005)
      found.push(`${one.tagName.toLowerCase()}.${one.className}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(found)];
}"""

#: What has the focus now: whether it had it before, is seen to have it, and lies in the window.
FOCUS = """() => {
  const one = document.activeElement, reached = (window.reached ??= new Set());
  if (!one || one === document.body) return null;
  // A field for a date takes the key for its day, its month and its year, and shows these by itself.
  const within = window.last === one, again = !within && reached.has(one);
  reached.add(window.last = one);
  const style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {
    again,
    name: `${one.tagName.toLowerCase()}.${one.className} ${one.getAttribute('href') ?? ''}`,
    seen: within || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none',
    inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""

#: What a hand with a mouse can use on the page, and the focus never came to.
MISSED = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(one =>
    !one.disabled && one.type !== 'hidden' && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}) &&
    !(one.type === 'radio' && !one.checked) && !window.reached.has(one)
  ).map(one => `${one.tagName.toLowerCase()}.${one.className} ${one.getAttribute('href') ?? ''}`)"""

#: More often nobody presses a key on one page.
PRESSES = 500


@pytest.fixture
def district(browser: Any, transactional_db: None) -> None:
    build(Size(streets=3, communities=2, grids=2, floors=3))


def addresses() -> list[str]:
    tables = {"people": Person.rows, "buildings": Building.objects, "dwellings": Dwelling.objects}
    tables |= {"organisations": Organisation.objects}
    ones = [f"/{name}/{rows.order_by('pk').values_list('pk', flat=True)[0]}/" for name, rows in tables.items()]
    lists = ("/", "/areas/230108100/", "/people/", "/households/", "/organisations/", "/outbreaks/", "/search/?q=wang")
    return [*lists, *ones, "/people/export/", "/account/factors/"]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_every_text_stands_out_from_what_lies_behind_it(district: None, window: Window, theme: str, width: int) -> None:
    page = window(session(account("investigator")), theme=theme, width=width)
    faint = {}
    for address in addresses():
        page.goto(address)
        faint[address] = page.evaluate(FAINT)
    assert {address: found for address, found in faint.items() if found} == {}


def test_a_faint_text_would_be_found(district: None, window: Window) -> None:
    page = window(session(account("investigator")))
    page.goto("/")
    page.evaluate("document.querySelector('h1').style.color = '#eee'")
    (found,) = page.evaluate(FAINT)
    assert found.startswith("h1")


def test_the_tab_key_reaches_whatever_can_be_used_and_shows_where_it_is(district: None, window: Window) -> None:
    page = window(session(account("investigator")))
    for address in addresses():
        page.goto(address)
        for _ in range(PRESSES):
            page.keyboard.press("Tab")
            at = page.evaluate(FOCUS)
            if at is None or at["again"]:
                break
            assert at["seen"], f"{address}: nobody sees that {at['name']} has the focus"
            assert at["inside"], f"{address}: {at['name']} has the focus outside the window"
        assert page.evaluate(MISSED) == [], address
