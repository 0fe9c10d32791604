"""How fast matching is beside what was found possible: ratios to durable-rules' documented use, in the same run.

`possible` is what driving the engine directly reached when its limits were found, by the same ratio; half of it is
asked for.
"""

from __future__ import annotations

from bench.rete import Load, measured

ROWS = (
    (Load(10, sectors=2), 9.0),
    (Load(50, sectors=10), 9.2),
    (Load(200, sectors=40), 10.0),
    (Load(10, sectors=1), 12.6),
    (Load(50, sectors=1), 13.4),
    (Load(200, sectors=1), 11.9),
)


def main() -> None:
    """Print a line for each load."""
    print(
        f"{'rules':>6} {'fired per fact':>15} {'documented':>12} {'ours':>10} {'ratio':>7} {'possible':>9}  half of it"
    )
    for load, possible in ROWS:
        speed = measured(load)
        reached = "reached" if speed.ratio >= possible / 2 else "MISSED"
        print(
            f"{load.rules:>6} {load.fired:>15.0f} {speed.documented:>12,.0f} {speed.ours:>10,.0f} {speed.ratio:>6.1f}x"
            f" {possible:>8.1f}x  {reached}",
            flush=True,
        )


if __name__ == "__main__":
    main()
