// Times in the zone of the rule book, by the sandbox's clock.
import { language } from './strings.js';

let zone = 'UTC';
let ahead = 0;

const formats = new Map();

function format(options) {
  const key = JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(locale(), { timeZone: zone, ...options }));
  return formats.get(key);
}

/** English with days before months and 24 hours, as in the log. */
function locale() {
  return language === 'en' ? 'en-GB' : language;
}

export function useZone(name) {
  zone = name;
  formats.clear();
}

/** How far Followup's clock is ahead of this machine's, in milliseconds. */
export function useClock(now) {
  ahead = Date.parse(now) - Date.now();
  return ahead;
}

export const now = () => new Date(Date.now() + ahead);

export const timeOfDay = (time) => format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(new Date(time));

export const dayAndTime = (time) =>
  format({ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }).format(new Date(time));

const day = (time) => format({ year: 'numeric', month: 'numeric', day: 'numeric' }).format(time);

/** The time alone if it is today, else with its day. */
export function when(time) {
  const date = new Date(time);
  return day(date) === day(now())
    ? format({ hour: '2-digit', minute: '2-digit' }).format(date)
    : dayAndTime(date);
}

/** A span in words, such as `3 days`, in its largest unit. */
export function span(milliseconds) {
  const units = [['day', 86400000], ['hour', 3600000], ['minute', 60000], ['second', 1000]];
  const [unit, length] = units.find(([, length]) => milliseconds >= length) ?? units.at(-1);
  const rounded = Math.round((milliseconds / length) * 10) / 10;
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(rounded);
}

export const number = (value) => new Intl.NumberFormat(locale()).format(value);
