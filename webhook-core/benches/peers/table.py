"""Makes a table of lines "case, name, nanoseconds": medians, and how many times ours."""

import statistics
import sys

times = {}
for line in sys.stdin:
    case, name, nanoseconds = line.rstrip("\n").split("\t")
    times.setdefault(case, {}).setdefault(name, []).append(float(nanoseconds))
print("| case | what | ns | times ours |\n| --- | --- | ---: | ---: |")
for case, names in times.items():
    medians = {name: statistics.median(values) for name, values in names.items()}
    for name, median in sorted(medians.items(), key=lambda item: item[1]):
        print(f"| {case} | {name} | {median:.0f} | {median / medians['ours']:.1f} |")
