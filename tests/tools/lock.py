"""Write requirements/*.txt anew from pyproject.toml, with the hashes of every platform's files.

    make lock

Runs pip-tools in an environment of its own. The lists name no index, so that any mirror serves.
"""

import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / "requirements"
HEADER = '# Locked with hashes from pyproject.toml: see docs/development.md, "Locking".\n'
FLAGS = (
    "--quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host "
    "--no-annotate --no-header --strip-extras --allow-unsafe"
).split()


def wanted() -> dict[str, list[str]]:
    """The direct requirements of each list."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    return {
        "run": project["project"]["dependencies"],
        "build": [f"-c {TARGET / 'run.txt'}", *groups["build"]],
        "dev": [f"-c {TARGET / 'run.txt'}", f"-c {TARGET / 'build.txt'}", *groups["dev"]],
        "scanner": project["project"]["optional-dependencies"]["scanner"],
    }


def main() -> None:
    """Compile the lists, run.txt first: the others keep to its versions."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        tools = Path(folder) / "bin"
        subprocess.run([tools / "pip", "install", "--quiet", "pip-tools==7.6.2"], check=True)
        for name, lines in wanted().items():
            source = Path(folder) / f"{name}.in"
            out = Path(folder) / f"{name}.txt"
            source.write_text("\n".join(lines) + "\n", encoding="utf-8")
            subprocess.run([tools / "pip-compile", *FLAGS, "-o", out, source], check=True)
            listed = [line for line in out.read_text(encoding="utf-8").splitlines() if not line.startswith("-c ")]
            (TARGET / f"{name}.txt").write_text(HEADER + "\n".join(listed) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
