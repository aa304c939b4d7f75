// Making elements. What comes from outside becomes text and never markup: there is no way here to set HTML.

/** An element with attributes, listeners (`on`) and children; strings become text, null is left out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === 'on') {
      Object.entries(value).forEach(([event, listener]) => element.addEventListener(event, listener));
    } else if (key === 'value') {
      element.value = value;
    } else if (value === true) {
      element.setAttribute(key, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(key, value);
    }
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

let lastId = 0;

/** A labelled control. The control is the last argument of its own maker, so that the label finds it. */
export function field(label, control, extra) {
  control.id ||= `field-${++lastId}`;
  return h('div', { class: 'field' }, h('label', { for: control.id }, label), control, extra);
}

/** A choice. Options are pairs of value and words. */
export function select(options, attributes = {}) {
  return h('select', attributes, options.map(([value, words]) => h('option', { value }, words)));
}

/** Replaces the options and keeps the choice if it is still there. */
export function choose(control, options) {
  const before = control.value;
  control.replaceChildren(...options.map(([value, words]) => h('option', { value }, words)));
  if (options.some(([value]) => String(value) === before)) control.value = before;
}

/** Shows other children and keeps the focus on what has the same `data-key`. */
export function show(parent, ...children) {
  const key = parent.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  parent.replaceChildren(...children.flat(Infinity).filter(Boolean));
  if (key) parent.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}
