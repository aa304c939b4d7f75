// What of the page a person could not read or find: texts with too little contrast, and controls without a name.
const faults = [];

const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

/** A colour in any notation as red, green, blue and alpha. */
function rgba(color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The colour behind an element: that of its nearest ancestor that is not see-through. */
function behind(element) {
  for (let one = element; one; one = one.parentElement) {
    const color = rgba(getComputedStyle(one).backgroundColor);
    if (color[3] > 0.9) return color;
  }
  return [255, 255, 255, 1];
}

const isVisible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });

for (const element of document.querySelectorAll('body *')) {
  const words = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE).map((node) => node.data.trim()).join('');
  if (!words || !isVisible(element) || element.disabled || element.closest('.skip, .visually-hidden')) continue;
  const color = luminance(rgba(getComputedStyle(element).color));
  const ground = luminance(behind(element));
  const contrast = (Math.max(color, ground) + 0.05) / (Math.min(color, ground) + 0.05);
  if (contrast < 4.5) faults.push(`contrast ${contrast.toFixed(2)} of "${words.slice(0, 40)}"`);
}

for (const control of document.querySelectorAll('button, input, select, textarea, [role=tabpanel]')) {
  if (!isVisible(control)) continue;
  const labelled = control.getAttribute('aria-labelledby');
  const name = control.getAttribute('aria-label') || control.innerText?.trim() || control.labels?.[0]?.textContent
    || (labelled && document.getElementById(labelled)?.textContent);
  if (!name) faults.push(`no name for ${control.outerHTML.slice(0, 80)}`);
}

const ids = [...document.querySelectorAll('[id]')].map((element) => element.id);
ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => faults.push(`two elements have the id ${id}`));

return faults;
