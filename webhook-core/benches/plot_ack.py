"""Draws what the acknowledgement of a durable delivery costs, from what the load program prints:

    load ack | python3 plot_ack.py > ../docs/durable_ack.svg
"""

import re
import sys

NAMES = {
    "durable": "durable: stored before the reply",
    "inline": "the same group without an inbox",
    "rows in groups, without HTTP": "the rows alone, inserted in groups, without HTTP",
}
LINE = re.compile(r"\s*(.+): processor time: ([\d.]+) us")

found = dict(match.groups() for match in map(LINE.match, sys.stdin) if match)
bars = [(NAMES[name], float(found[name])) for name in NAMES]
longest = max(microseconds for _, microseconds in bars)
out = [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 200" font-family="sans-serif" font-size="12">',
    '<rect width="860" height="200" fill="white"/>',
    '<text x="20" y="24" font-weight="bold">Processor time of the server for one acknowledgement, Postgres</text>',
]
for at, (name, microseconds) in enumerate(bars):
    y, width = 44 + at * 48, microseconds / longest * 420
    colour = "#1f77b4" if at == 0 else "#999"
    out.append(f'<text x="320" y="{y + 20}" text-anchor="end">{name}</text>')
    out.append(f'<rect x="330" y="{y}" width="{width:.0f}" height="30" fill="{colour}"/>')
    out.append(f'<text x="{338 + width:.0f}" y="{y + 20}">{microseconds:g} µs</text>')
print("\n".join(out + ["</svg>"]))
