"""Five years of sales, straight into the tables: so many that what grows with them is seen."""

from pathlib import Path

from kassa_tui.database import bound, close_database, open_database, rows, writing

DAYS = 1_825
START = 1_640_995_200_000
"""2022-01-01, UTC milliseconds."""

DAY = 86_400_000
OPEN_FOR = 36_000_000
"""Milliseconds that a shop is open each day."""

_SESSIONS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {days})
INSERT INTO session (uid, register, location, entry, number, currency, opened_at, opened_by, opening, business_day, tracked,
 opening_amount, opening_basis, previous_left, note, closed_at)
SELECT 'bench.s' || i, '{register}', '{location}', 0, i, '{currency}', {start} + i * {day}, 1, 'auto',
 date(({start} + i * {day}) / 1000, 'unixepoch'), 1, 15000, 'counted', 15000, '', {start} + i * {day} + {open} FROM n
"""
_REPORTS = """
INSERT INTO z_report (uid, register, location, entry, number, session_id, closed_at, closed_by, expected, counted,
 counted_basis, left, taken, note, bag, needs_approval, receipts, first_receipt, last_receipt, sales, returns, net)
SELECT uid || '.z', register, location, 0, number, id, closed_at, 1, 15000, 15000 + number % 7 - 3, 'counted',
 15000 + number % 7 - 3, 0, '', '', 0, {each}, 1 + (number - 1) * {each}, number * {each}, number * 100, 0, number * 100
FROM session WHERE uid LIKE 'bench.s%'
"""
_RECEIPTS = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
INSERT INTO receipt (uid, register, location, entry, number, kind, session_id, business_day, at, person_id, currency, total,
 rounding, training, note)
SELECT 'bench.r' || i, '{register}', '{location}', 0, i, 'sale', s.id, s.business_day,
 s.opened_at + ((i - 1) % {each}) * ({open} / {each}), 1 + i % {people}, '{currency}', 1210 + (i % 50) * 121, 0, 0, ''
FROM n JOIN session s ON s.number = 1 + (i - 1) / {each} AND s.register = '{register}'
"""
_LINE = """
INSERT INTO receipt_line (uid, register, location, entry, receipt_id, position, kind, product_id, text, quantity, unit, price,
 amount, discount, share, total, tax_code, rate, tax, group_id)
SELECT uid || '.l{n}', register, location, 0, id, {n}, 'article', (SELECT min(id) FROM product), 'Bench', 1000, 'piece',
 {part}, {part}, 0, 0, {part}, 'high', 2100, {part} * 21 / 121, {group} FROM receipt WHERE uid LIKE 'bench.r%'
"""
_TAX = """
INSERT INTO receipt_tax (uid, register, location, entry, receipt_id, tax_code, rate, gross, tax, net)
SELECT uid || '.t', register, location, 0, id, 'high', 2100, total, total * 21 / 121, total - total * 21 / 121
FROM receipt WHERE uid LIKE 'bench.r%'
"""
_PAYMENT = """
INSERT INTO payment (uid, register, location, entry, receipt_id, position, method, tendered, change, amount, rounding,
 reference)
SELECT uid || '.p', register, location, 0, id, 1, CASE id % 3 WHEN 0 THEN 'cash' ELSE 'card' END, total, 0, total, 0, ''
FROM receipt WHERE uid LIKE 'bench.r%'
"""
_CELL = """
INSERT INTO payment_tax (uid, register, location, entry, receipt_id, position, method, tax_code, rate, gross, tax)
SELECT uid || '.c', register, location, 0, id, 1, CASE id % 3 WHEN 0 THEN 'cash' ELSE 'card' END, 'high', 2100, total,
 total * 21 / 121 FROM receipt WHERE uid LIKE 'bench.r%'
"""
_TOTALS = (
    "SELECT session_id, 'receipts', 'sale', count(*), sum(total) FROM receipt WHERE uid LIKE 'bench.r%' GROUP BY 1",
    "SELECT session_id, 'turnover', 'sales', count(*), sum(total) FROM receipt WHERE uid LIKE 'bench.r%' GROUP BY 1",
    "SELECT r.session_id, 'tender', p.method, count(*), sum(p.amount) FROM payment p JOIN receipt r ON r.id = p.receipt_id "
    "WHERE p.uid LIKE 'bench.r%' GROUP BY 1, 3",
    "SELECT r.session_id, 'gross', 'high:2100', count(*), sum(t.gross) FROM receipt_tax t JOIN receipt r "
    "ON r.id = t.receipt_id WHERE t.uid LIKE 'bench.r%' GROUP BY 1",
)


def fill(file: Path, count: int) -> None:
    """So many receipts of two lines in a shop that has none yet, in sessions of a day each."""
    open_database(file)
    register, location = rows("SELECT code, location FROM register ORDER BY created_at LIMIT 1")[0]
    currency = rows("SELECT json_extract(value, '$') FROM setting WHERE key = 'currency'")[0][0]
    people, group = rows("SELECT (SELECT count(*) FROM person), (SELECT min(id) FROM product_group)")[0]
    told = {
        "days": DAYS, "register": register, "location": location, "currency": currency, "start": START, "day": DAY,
        "open": OPEN_FOR, "count": count, "each": -(-count // DAYS), "people": people, "group": group,
    }  # fmt: skip
    guards = rows("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name NOT LIKE '%_search_%'")
    with writing():
        for name, _sql in guards:
            bound().execute_sql(f'DROP TRIGGER "{name}"')
        for sql in (_SESSIONS, _REPORTS, _RECEIPTS, _TAX, _PAYMENT, _CELL):
            bound().execute_sql(sql.format(**told))
        for number, part in ((1, "(total - total / 2)"), (2, "(total / 2)")):
            bound().execute_sql(_LINE.format(**told, n=number, part=part))
        for sql in _TOTALS:
            bound().execute_sql(f"INSERT INTO session_total (session_id, kind, key, n, amount) {sql}")
        for _name, sql in guards:
            bound().execute_sql(sql)
    close_database()
