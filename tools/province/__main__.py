"""`python -m tools.province --port 9300 --key var/secrets/province.key [--seed 7] [--faults error=0.2,half=0.1]`."""

import argparse
import base64
from pathlib import Path

import uvicorn

from tools.province.platform import FAULTS, Province


def main() -> None:
    """Serve the province until it is stopped."""
    asked = argparse.ArgumentParser(
        prog="python -m tools.province", description="A provincial platform to practise with"
    )
    asked.add_argument("--port", type=int, default=9300)
    asked.add_argument("--key", type=Path, default=Path("var/secrets/province.key"), help="the shared secret, base64")
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--faults", default="", help=f"kind=chance, separated by commas; kinds: {' '.join(FAULTS)}")
    given = asked.parse_args()
    chances = dict(part.split("=", 1) for part in given.faults.split(",") if part)
    if unknown := chances.keys() - set(FAULTS):
        asked.error(f"no such fault: {', '.join(sorted(unknown))}")
    key = base64.b64decode(given.key.read_bytes())
    faults = {kind: float(chance) for kind, chance in chances.items()}
    app = Province(key, given.seed, faults).application()
    print(f"SHIXIANG_PROVINCE_URL=http://127.0.0.1:{given.port}")
    uvicorn.run(app, port=given.port, log_level="warning")


if __name__ == "__main__":
    main()
