"""All measurements in order, and the table of them."""

import argparse
import compileall
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench import commit, counter, growth, look_up, report, shops, years
from tests.bench.report import Finding

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Runs:
    """How much is done of each."""

    starts: int = 15
    sales: int = 40
    scans: int = 60
    commits: int = 400
    memory_sales: int = 2_000
    printed_sales: int = 500
    seconds: float = 15.0
    years: int = 1_000_000
    products: int = 100_000
    session: int = 10_000
    orders: int = 20_000
    customers: int = 50_000


QUICK = Runs(4, 8, 12, 60, 60, 30, 4.0, years=50_000, products=20_000, session=1_000)


def compiled() -> None:
    """Bytecode as an installed program has it: without it a start takes more than twice as long."""
    for folder in (ROOT / "kassa_tui", ROOT / "tests" / "bench", Path(sysconfig.get_path("purelib"))):
        compileall.compile_dir(folder, quiet=2)


def measured(runs: Runs, folder: Path) -> Iterator[Finding]:
    """All rows, as they become known."""
    shop = shops.new_shop(folder / "shop.db")
    codes = shops.codes_of(shop)
    yield counter.start(shop, folder, runs.starts)
    yield from counter.sales(shop, codes, folder, runs.sales)
    yield counter.answers(shop, codes, folder, runs.sales)
    yield counter.long_receipt(shop, codes, folder)
    yield commit.processor_time(shop, runs.commits)
    yield commit.syncs(shop)
    large = shops.copy(shop, folder / "large.db")
    shops.grow(large, shops.MANY)
    yield counter.many_products(shop, large, codes, folder, runs.scans)
    yield look_up.by_barcode(shop, large, codes)
    yield look_up.search(shop, large)
    yield from grown(runs, shop, folder, codes)
    yield counter.idle(shop, codes, folder, runs.seconds)
    yield from counter.memory(shop, codes, folder, runs.memory_sales)
    yield counter.memory_printing(folder, runs.printed_sales)


def grown(runs: Runs, shop: Path, folder: Path, codes: list[str]) -> Iterator[Finding]:
    """What five years, many orders and a long day do to it."""
    few, tenth, many = (shops.copy(shop, folder / f"years-{name}.db") for name in ("few", "tenth", "many"))
    shops.grow(many, runs.products)
    years.fill(tenth, runs.years // 10)
    years.fill(many, runs.years)
    told = f"{runs.years:,} sales and {runs.products:,} products"
    yield growth.look_ups(few, many, codes, told)
    yield growth.commits(few, many, runs.commits, told)
    yield growth.session_totals(shop, folder, 100, runs.session)
    yield from growth.reports_of(tenth, many, f"{runs.years:,} sales / a tenth of them")
    ordered = shops.copy(shop, folder / "orders.db")
    growth.fill_orders(ordered, runs.orders, runs.customers)
    yield from growth.order_queue(ordered)


def run(description: str) -> int:
    """Measure and print; 0 unless something could not be measured at all."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer runs: a first look, not a measurement")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples, too")
    args = parser.parse_args()
    compiled()
    findings: list[Finding] = []
    with tempfile.TemporaryDirectory(prefix="kassa-bench-") as folder:
        for finding in measured(QUICK if args.quick else Runs(), Path(folder)):
            findings.append(finding)
            print(f"{len(findings):3}  {finding.what}", file=sys.stderr, flush=True)
    print(report.table(findings))
    if args.json:
        report.write(args.json, findings)
    return 0
