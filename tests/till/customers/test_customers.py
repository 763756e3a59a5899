"""Customers: kept with checked numbers, found as one types, merged, erased; the journal holds a hash of each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kassa_tui.database import bound, rows
from kassa_tui.models import TRIGGERS
from kassa_tui.models import Customer as CustomerRow
from kassa_tui.text import clean
from kassa_tui.till.basket.basket import Basket
from kassa_tui.till.basket.lines import ONE, Line
from kassa_tui.till.customers import customers, erasing, personal_data, search
from kassa_tui.till.customers import form as customer_form
from kassa_tui.till.customers.customers import (
    EditedMeanwhileError,
    MergeError,
    NumberTakenError,
    SeveralCustomersError,
    UnknownCustomerError,
)
from kassa_tui.till.customers.form import CustomerError, CustomerForm
from kassa_tui.till.ledger import desk as staff
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.orders import edit, papers
from kassa_tui.till.orders.values import OrderForm
from kassa_tui.till.proof.verify import verify
from kassa_tui.till.sale import order_acts
from tests.conftest import ShopUnderTest

FULL = CustomerForm(
    name="Bakkerij De Korenaar",
    kind="company",
    contact="Contact 1",
    street="Marktplein 1",
    postcode="1234 AB",
    city="Stad",
    country="nl",
    delivery_street="Achterom 2",
    delivery_postcode="1234 AC",
    delivery_city="Dorp",
    vat_number="NL 1234.56.782.B12",
    company_number="12 34 56 78",
    email="bakkerij@example.com",
    phone="06-12 34 56 78",
    note="belt aan",
    term=30,
    debtor="D-1001",
    credit_limit=25000,
    language="nl",
)


def kept(shop: ShopUnderTest, name: str, **more: object) -> int:
    """A customer of that name; its id."""
    return customers.save(shop.desk, CustomerForm(name=name, **more))  # type: ignore[arg-type]


def found(text: str) -> list[str]:
    return [each.name for each in search.find(text, "NL").customers]


# --- Kept ----------------------------------------------------------------------------------------


def test_everything_typed_is_kept_tidied_and_numbered_from_one(shop: ShopUnderTest) -> None:
    first = customers.by_id(customers.save(shop.desk, FULL))
    assert (first.number, first.country, first.vat_number) == (1, "NL", "NL123456782B12")
    assert (first.company_number, first.phone, first.credit_limit) == ("12345678", "0612345678", 25000)
    assert (first.contact, first.delivery_city, first.note, first.term) == ("Contact 1", "Dorp", "belt aan", 30)
    second = customers.by_id(kept(shop, "  Second \x1b[31m "))
    assert (second.number, second.name, second.country, second.term) == (2, "Second [31m", "NL", 14)
    assert verify().proven


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("name", " \t ", "needs a name"),
        ("name", "n" * 81, "longer than 80"),
        ("kind", "club", "person or a company"),
        ("country", "Nederland", "two letters"),
        ("vat_number", "NL123456783B12", "check its digits"),
        ("vat_number", "123456783B01", "VAT number of NL"),
        ("company_number", "1234567", "8 digits"),
        ("email", "somebody@example", "not an e-mail"),
        ("email", "a@b@example.com", "not an e-mail"),
        ("phone", "call me", "not a phone number"),
        ("phone", "1234", "not a phone number"),
        ("term", 366, "up to 365"),
        ("term", -1, "up to 365"),
        ("credit_limit", -1, "below zero"),
        ("language", "fr", 'language "fr"'),
        ("note", "x" * 501, "longer than 500"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(shop: ShopUnderTest, field: str, value: object, says: str) -> None:
    with pytest.raises(CustomerError) as refused:
        customers.save(shop.desk, replace(FULL, **{field: value}))
    assert says in refused.value.say()
    assert rows("SELECT count(*) FROM customer") == [(0,)]


@pytest.mark.parametrize(
    ("number", "country", "kept_as"),
    [
        ("123456782B12", "NL", "NL123456782B12"),
        ("DK 13 58 56 28", "NL", "DK13585628"),
        ("13585628", "DK", "DK13585628"),
        ("GB 980 7806 84", "NL", "GB980780684"),
        ("980780684", "GB", "GB980780684"),
        ("DE136695976", "NL", "DE136695976"),
        ("CHE-123.456.788", "CH", "CHE123456788"),
        ("", "NL", ""),
    ],
)
def test_a_vat_number_is_kept_with_its_country(number: str, country: str, kept_as: str) -> None:
    assert customer_form.vat_number(number, country) == kept_as


def test_a_danish_company_number_has_a_check_digit(danish: ShopUnderTest) -> None:
    assert customers.by_id(kept(danish, "Bageri", company_number="13 58 56 28")).company_number == "13585628"
    with pytest.raises(CustomerError, match="CVR"):
        kept(danish, "Bageri", company_number="13585627")


@given(st.text(max_size=30), st.sampled_from(["NL", "DK", "GB", "DE", "CH", "GR"]))
def test_any_text_is_read_or_refused(text: str, country: str) -> None:
    for check in (customer_form.vat_number, customer_form.company_number):
        try:
            assert check(text, country).isprintable()
        except CustomerError:
            pass


def test_a_number_of_another_is_refused(shop: ShopUnderTest) -> None:
    customers.save(shop.desk, FULL)
    for form in (replace(FULL, name="Other"), CustomerForm(name="Other", number=1)):
        with pytest.raises(NumberTakenError, match="Bakkerij De Korenaar"):
            customers.save(shop.desk, form)


def test_the_second_save_of_two_is_refused_with_who_was_first(shop: ShopUnderTest) -> None:
    form = customers.by_id(kept(shop, "Jansen")).form()
    customers.save(shop.as_("Cashier"), replace(form, city="Stad"))
    with pytest.raises(EditedMeanwhileError, match="Cashier changed Jansen"):
        customers.save(shop.desk, replace(form, city="Dorp"))
    assert customers.by_id(form.id or 0).city == "Stad"
    assert verify().proven


def test_a_cashier_changes_customers_and_neither_merges_nor_erases(shop: ShopUnderTest) -> None:
    desk = shop.as_("Cashier")
    one, two = (customers.save(desk, CustomerForm(name=name)) for name in ("One", "Two"))
    for act in (lambda: customers.merge(desk, one, two), lambda: erasing.erase(desk, one, "asked")):
        with pytest.raises(NotAllowedError):
            act()
    approved = replace(desk, approver=staff.named("Manager"))
    customers.merge(approved, one, two)
    assert rows("SELECT approver_id FROM journal WHERE kind = 'customer.merged'") == [(staff.named("Manager").id,)]


def test_a_cashier_gives_nobody_a_higher_limit(shop: ShopUnderTest) -> None:
    form = customers.by_id(customers.save(shop.desk, FULL)).form()
    desk = shop.as_("Cashier")
    for refused in (replace(form, credit_limit=25001), CustomerForm(name="New", debtor="D-2", credit_limit=0)):
        with pytest.raises(NotAllowedError):
            customers.save(desk, refused)
        with pytest.raises(NotAllowedError):
            customers.save_all(desk, [refused])
    customers.save(desk, replace(form, credit_limit=24999, city="Dorp"))
    assert customers.by_number(1).credit_limit == 24999


def test_without_the_permission_nothing_is_saved(shop: ShopUnderTest) -> None:
    bound().execute_sql("DELETE FROM permission WHERE role = 'cashier' AND action = 'customer.edit'")
    with pytest.raises(NotAllowedError):
        customers.save(shop.as_("Cashier"), CustomerForm(name="One"))


# --- The journal ---------------------------------------------------------------------------------


def test_the_journal_knows_nobody(shop: ShopUnderTest) -> None:
    customer_id = customers.save(shop.desk, FULL)
    customers.save(shop.desk, replace(customers.by_id(customer_id).form(), street="Kade 9"))
    told = " ".join(facts for (facts,) in rows("SELECT facts FROM journal"))
    for secret in ("Korenaar", "Marktplein", "Kade", "0612345678", "example.com", "D-1001"):
        assert secret not in told
    assert told.count('"hash"') == 2


@pytest.mark.parametrize(
    "change", ["name = 'X'", "phone = ''", "credit_limit = 1000000", "salt = 'x'", "number = 9", "debtor = NULL"]
)
def test_every_column_is_proved_by_the_hash(shop: ShopUnderTest, change: str) -> None:
    customers.save(shop.desk, FULL)
    entry = rows("SELECT entry FROM customer")[0][0]
    bound().execute_sql(f"UPDATE customer SET {change}")
    assert [problem.entry for problem in verify().problems] == [entry]


def test_one_that_is_gone_or_untold_is_found(shop: ShopUnderTest) -> None:
    customers.save(shop.desk, FULL)
    bound().execute_sql("UPDATE customer SET id = 7")
    assert {problem.entry for problem in verify().problems} == {None, 2}


# --- Found ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *("korenaar", "bak kor", "KORE", "stad", "contact 1", "d-1001", "bakkerij@ex", "1"),
        *("0612", "06 12 34", "06-1234 5678", "+31612345678", "+31 6 12 34"),
    ],
)
def test_found_by_what_is_known_of_them(shop: ShopUnderTest, text: str) -> None:
    customers.save(shop.desk, FULL)
    kept(shop, "Somebody else", city="Elders", phone="0201234567")
    assert found(text) == ["Bakkerij De Korenaar"]


def test_a_foreign_form_of_a_phone_number_is_found_by_the_home_form(shop: ShopUnderTest) -> None:
    kept(shop, "One", phone="+31 20 123 45 67")
    assert found("020 123") == ["One"]


def test_nothing_typed_gives_the_newest_and_a_page_is_enough(shop: ShopUnderTest) -> None:
    customers.save_all(shop.desk, [CustomerForm(name=f"Name {n:03d}", country="NL") for n in range(60)])
    hits = search.find("", "NL")
    assert (len(hits.customers), hits.more, hits.customers[0].number) == (50, True, 60)
    hits = search.find("name", "NL")
    assert (len(hits.customers), hits.more) == (50, True)
    assert search.find("name 007", "NL").more is False
    assert verify().proven


@pytest.fixture
def of_one(shop: ShopUnderTest) -> ShopUnderTest:
    """A shop with one customer, for searches that change nothing."""
    customers.save(shop.desk, FULL)
    return shop


@given(st.text(max_size=40))
def test_any_search_is_answered(of_one: ShopUnderTest, text: str) -> None:
    """Whatever is typed: those who are there, or nobody; nothing at all gives everybody."""
    hits = search.find(text, "NL")
    assert not hits.more
    assert [hit.name for hit in hits.customers] in ([], [FULL.name])
    assert hits.customers or clean(text, 60)


@pytest.mark.parametrize("text", ['"', "'; DROP", "a OR b", "NEAR(", "phone : 1", "*", "-", "+", "()", "💡", "\x00"])
def test_signs_of_the_search_engine_are_text(shop: ShopUnderTest, text: str) -> None:
    customers.save(shop.desk, FULL)
    assert found(text) in ([], ["Bakkerij De Korenaar"])


def test_a_command_names_one_by_number_or_whole_name(shop: ShopUnderTest) -> None:
    for name in ("Jansen", "Jansen", "Pieters"):
        kept(shop, name)
    assert customers.named("3").name == "Pieters"
    assert customers.named(" pieters ").number == 3
    with pytest.raises(SeveralCustomersError, match="1, 2"):
        customers.named("Jansen")
    for text in ("Jans", "4", "", "99999999999999999999"):
        with pytest.raises(UnknownCustomerError):
            customers.named(text)


# --- Merged --------------------------------------------------------------------------------------


def test_who_was_merged_goes_on_as_the_other(shop: ShopUnderTest) -> None:
    keep, gone, third = kept(shop, "Keep"), kept(shop, "Gone", debtor="D-2", credit_limit=5000), kept(shop, "Third")
    customers.merge(shop.desk, keep, gone)
    assert customers.by_id(gone) == customers.by_id(keep) == customers.by_number(2)
    assert (customers.by_id(keep).debtor, customers.by_id(keep).credit_limit) == ("D-2", 5000)
    assert found("gone") == ["Keep"]
    customers.merge(shop.desk, third, keep)
    assert {customers.resolve(each) for each in (keep, gone, third)} == {third}
    assert customers.family(gone) == (third, keep, gone)
    assert verify().proven


def test_merging_cannot_be_with_oneself_nor_twice(shop: ShopUnderTest) -> None:
    one, two = kept(shop, "One"), kept(shop, "Two")
    customers.merge(shop.desk, one, two)
    for keep, gone in ((one, one), (one, two), (two, one)):
        with pytest.raises(MergeError):
            customers.merge(shop.desk, keep, gone)
    with pytest.raises(UnknownCustomerError):
        customers.merge(shop.desk, one, 99)


def test_a_form_of_one_that_was_merged_meanwhile_is_refused(shop: ShopUnderTest) -> None:
    one, two = kept(shop, "One"), kept(shop, "Two")
    form = customers.by_id(two).form()
    customers.merge(shop.desk, one, two)
    with pytest.raises(EditedMeanwhileError):
        customers.save(shop.desk, form)


# --- Erased --------------------------------------------------------------------------------------


def test_who_is_erased_is_nowhere_in_the_file(shop: ShopUnderTest) -> None:
    customer_id, other = customers.save(shop.desk, FULL), kept(shop, "Korenaar old", email="old@example.com")
    customers.merge(shop.desk, customer_id, other)
    bound().execute_sql(
        "INSERT INTO mail (address, subject, body, attachment, attachment_name, state, tries, next_at, error, "
        "created_at, changed_at) VALUES ('old@example.com', 'Korenaar', '', '', '', 'sent', 1, 0, '', 0, 0)"
    )
    bound().execute_sql(
        "INSERT INTO print_job (register, kind, copy, state, error, created_at, changed_at, document) VALUES "
        "('K1', 'print', 0, 'sent', '', 0, 0, 'Bakkerij De Korenaar'), "
        "('K1', 'print', 0, 'queued', '', 0, 0, 'Bakkerij De Korenaar'), ('K1', 'print', 0, 'queued', '', 0, 0, 'Other')"
    )
    erasing.erase(shop.desk, customer_id, "asked for it")
    assert found("korenaar") == found("0612345678") == []
    assert rows("SELECT state, document FROM print_job ORDER BY id") == [
        ("sent", None),
        ("dropped", None),
        ("queued", "Other"),
    ]
    bound().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = shop.path.read_bytes().lower()
    for secret in (b"korenaar", b"0612345678", b"example.com", b"marktplein", b"d-1001"):
        assert secret not in content
    assert b"asked for it" in content
    assert verify().proven


def test_of_an_order_only_what_was_sold_is_kept(shop: ShopUnderTest) -> None:
    """Subject, note, address and extra data may name people; the text of a line belongs to the books."""
    shop.open("0.00")
    customer_id = customers.save(shop.desk, FULL)
    basket = Basket("new", shop.shop.currency).put(Line(0, "Cake with letters", ONE, shop.money("10.00"), "low"))
    form = OrderForm(
        basket, customer_id=customer_id, subject="Wedding Subjectname", note="ring Notename", delivery="delivery",
        street="Streetname 3", town="1234 AB Townname", extra={"ask for": "Extraname"},
    )  # fmt: skip
    order_id = edit.save(shop.desk, form)
    papers.print_slip(shop.desk, order_id)
    told = str(personal_data.everything_about(customer_id)["orders"])
    secrets = ("Subjectname", "Notename", "Streetname", "Townname", "Extraname")
    assert all(secret in told for secret in secrets)
    with pytest.raises(erasing.EraseError, match="Open orders: 1"):
        erasing.erase(shop.desk, customer_id, "asked for it")
    order_acts.pay(shop.desk, order_id, 1, shop.money("10.00"), "cash")
    order_acts.hand_over(shop.desk, order_id, 2)
    erasing.erase(shop.desk, customer_id, "asked for it")
    bound().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = shop.path.read_bytes()
    assert [secret for secret in secrets if secret.encode() in content] == []
    assert b"Cake with letters" in content
    assert verify().proven


def test_one_who_was_erased_is_blank_and_stays_so(shop: ShopUnderTest) -> None:
    customer_id = customers.save(shop.desk, FULL)
    form = customers.by_id(customer_id).form()
    erasing.erase(shop.desk, customer_id, "asked")
    with pytest.raises(UnknownCustomerError):
        customers.save(shop.desk, form)
    with pytest.raises(erasing.EraseError, match="already"):
        erasing.erase(shop.desk, customer_id, "again")
    bound().execute_sql("UPDATE customer SET name = 'Back'")
    assert "not empty" in verify().problems[0].say()


def test_a_row_that_was_emptied_without_an_entry_is_found(shop: ShopUnderTest) -> None:
    customers.save(shop.desk, FULL)
    CustomerRow.update(salt="", **erasing.BLANK).execute()
    assert "not as the journal tells" in verify().problems[0].say()


def test_erasing_needs_a_reason(shop: ShopUnderTest) -> None:
    customer_id = customers.save(shop.desk, FULL)
    with pytest.raises(erasing.EraseError, match="Write why"):
        erasing.erase(shop.desk, customer_id, "  ")


def test_the_search_is_kept_by_triggers() -> None:
    assert sum("customer_search" in sql for sql in TRIGGERS) == 3
