import type { Cell, Measured, Result } from './measured.ts'

const PANEL = { left: 60, top: 50, width: 330, height: 260, gap: 80 }
/** Told apart by people who do not see colours alike (Okabe and Ito 2008), and by dashes. */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00']
const DECADES = [0.01, 0.1, 1, 10, 100, 1_000, 10_000]

type Panel = { title: string; left: number; mode: 'thinking' | 'backToBack' }

/** Figure 3: milliseconds over memory, both on logarithmic scales; q50 drawn through, q99 dashed. */
export const plot = (result: Result): string => {
  const { measured, thinkMs } = result
  const scale = decadesOf(measured)
  const panels: Panel[] = [
    { title: `${thinkMs} ms think time`, left: PANEL.left, mode: 'thinking' },
    { title: 'back to back', left: PANEL.left + PANEL.width + PANEL.gap, mode: 'backToBack' },
  ]
  const width = PANEL.left + 2 * PANEL.width + PANEL.gap + 20
  const height = PANEL.top + PANEL.height + 90
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img">`,
    '<title>Latency of one message by memory</title>',
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...panels.flatMap(panel => drawn(panel, result, scale)),
    ...measured.map(({ name }, at) => key(name, at, height - 24)),
    '</svg>\n',
  ].join('\n')
}

type Scale = { from: number; to: number }

/** Whole powers of ten around all that is drawn. */
const decadesOf = (measured: readonly Measured[]): Scale => {
  const values = measured
    .flatMap(({ thinking, backToBack }) => [...thinking, ...backToBack])
    .flatMap(cell => (cell ? [cell.q50, cell.q99] : []))
  const from = DECADES.findLast(decade => decade <= Math.min(...values)) ?? DECADES[0]!
  return { from, to: DECADES.find(decade => decade >= Math.max(...values)) ?? DECADES.at(-1)! }
}

const drawn = ({ title, left, mode }: Panel, { sizesMb, measured }: Result, scale: Scale): string[] => {
  const x = (memoryMb: number) => left + PANEL.width * along(memoryMb, sizesMb[0]!, sizesMb.at(-1)!)
  const y = (ms: number) => PANEL.top + PANEL.height * (1 - along(ms, scale.from, scale.to))
  const right = left + PANEL.width
  const bottom = PANEL.top + PANEL.height
  const line = (cells: readonly (Cell | undefined)[], of: 'q50' | 'q99', colour: string) => {
    const points = cells.flatMap(cell => (cell ? `${round(x(cell.memoryMb))},${round(y(cell[of]))}` : []))
    const dash = of === 'q99' ? ' stroke-dasharray="4 3"' : ''
    return `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="1.5"${dash}/>`
  }
  return [
    `<text x="${left}" y="${PANEL.top - 14}" font-weight="bold">${title}, ms</text>`,
    ...DECADES.filter(ms => ms >= scale.from && ms <= scale.to).flatMap(ms => [
      `<line x1="${left}" x2="${right}" y1="${round(y(ms))}" y2="${round(y(ms))}" stroke="#ddd"/>`,
      `<text x="${left - 6}" y="${round(y(ms)) + 4}" text-anchor="end">${ms}</text>`,
    ]),
    ...sizesMb.map(
      size =>
        `<text x="${round(x(size))}" y="${bottom + 18}" text-anchor="middle" font-size="10">${size}</text>`,
    ),
    `<text x="${left + PANEL.width / 2}" y="${bottom + 36}" text-anchor="middle">MB (drawn through: q50, dashed: q99)</text>`,
    ...measured.flatMap((one, at) => [
      line(one[mode], 'q50', COLOURS[at % COLOURS.length]!),
      line(one[mode], 'q99', COLOURS[at % COLOURS.length]!),
    ]),
  ]
}

/** 0 to 1 on a logarithmic scale. along(10, 1, 100) -> 0.5 */
const along = (value: number, from: number, to: number) =>
  from === to ? 0.5 : Math.log(value / from) / Math.log(to / from)

const round = (value: number) => Math.round(value * 10) / 10

const key = (name: string, at: number, y: number): string => {
  const x = PANEL.left + at * 125
  return `<rect x="${x}" y="${y - 9}" width="10" height="10" fill="${COLOURS[at % COLOURS.length]}"/><text x="${x + 15}" y="${y}">${name}</text>`
}
