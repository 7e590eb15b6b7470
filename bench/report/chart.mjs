const width = 760;
const barHeight = 26;
const labelWidth = 250;
const valueWidth = 130;

/** Bars of the CPU that one request costs, as an SVG that reads on light and dark pages. */
export function drawChart({ scenarios, titles, date, machine }) {
  const { rows } = scenarios.find(({ name }) => name === 'dashboard');
  const most = Math.max(...rows.map(({ cpuMs }) => cpuMs.maximum));
  const scale = (width - labelWidth - valueWidth) / most;
  const height = 64 + rows.length * barHeight + 28;
  const floor = rows.find(({ subject }) => subject === 'floor')?.cpuMs.median;
  const bars = rows.map(({ subject, cpuMs }, index) => {
    const y = 56 + index * barHeight;
    const middle = y + barHeight / 2;
    const end = labelWidth + cpuMs.median * scale;
    const ours = subject.startsWith('trefoil');
    const times = floor ? ` (${(cpuMs.median / floor).toFixed(1)} x)` : '';
    return [
      text(
        labelWidth - 10,
        middle,
        plain(titles[subject]),
        `text-anchor="end"${ours ? ' font-weight="600"' : ''}`,
      ),
      `<rect x="${labelWidth}" y="${y + 4}" width="${(cpuMs.median * scale).toFixed(1)}" height="${barHeight - 8}" rx="2" fill="${ours ? '#2f9e44' : '#868e96'}"/>`,
      line(labelWidth + cpuMs.minimum * scale, labelWidth + cpuMs.maximum * scale, middle),
      text(
        Math.max(end, labelWidth + cpuMs.maximum * scale) + 8,
        middle,
        `${cpuMs.median.toFixed(2)} ms${times}`,
      ),
    ].join('');
  });
  const { processor, cores, node } = machine;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="#868e96" role="img" aria-label="CPU time per request of a query over three sources">
${text(0, 16, 'CPU time for one query over three sources, all processes together', 'font-size="15" font-weight="600"')}
${text(0, 38, `median and spread; ${date}, ${processor}, ${cores} cores, Node ${node.slice(1)}`, 'font-size="12"')}
${bars.join('\n')}
</svg>
`;
}

function text(x, y, content, attributes = '') {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${Math.round(x)}" y="${y}" dominant-baseline="middle" ${attributes}>${escaped}</text>`;
}

function line(from, to, y) {
  return `<line x1="${from.toFixed(1)}" x2="${to.toFixed(1)}" y1="${y}" y2="${y}" stroke="#495057" stroke-width="1.5"/>`;
}

const plain = (markdown) => markdown.replaceAll('**', '').replaceAll('`', '');
