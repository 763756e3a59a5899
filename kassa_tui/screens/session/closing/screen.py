"""The close wizard as a screen: Esc is always one step back and keeps what was typed."""

from collections.abc import Callable, Iterable

from textual import events, on

from kassa_tui.i18n import _, current, n_
from kassa_tui.screens.frame.base import Keys, key
from kassa_tui.screens.session.closing import views
from kassa_tui.screens.session.closing.core import CloseCore
from kassa_tui.screens.session.closing.state import OWN, Step
from kassa_tui.screens.session.coins import at_piece, coin_keys, empty_fields
from kassa_tui.text import AMOUNT_SIGNS
from kassa_tui.till.basket import drafts
from kassa_tui.till.counter import aside
from kassa_tui.till.drawer import asked_papers, closing, count_sheet, movements
from kassa_tui.till.drawer.closing import CameInError, ClosedAlreadyError
from kassa_tui.till.ledger import notes
from kassa_tui.till.ledger.permissions import SKIP_COUNT
from kassa_tui.till.papers import jobs, kept_papers
from kassa_tui.till.sale import receipts
from kassa_tui.widgets.coin_table import is_piece
from kassa_tui.widgets.drawing import targets
from kassa_tui.widgets.drawing.canvas import Canvas
from kassa_tui.widgets.frame import Key
from kassa_tui.widgets.pad import Kind
from kassa_tui.widgets.runs import Takes


class CloseScreen(CloseCore):
    """Counts and closes the open session."""

    def now(self) -> Iterable[Key]:
        """What works at each step."""
        step = self.closing.step
        if step is Step.DONE:
            yield key("f1", _("Help"), self.app.show_help)
            yield key("f6", _("Print cash"), self._print_cash, weight=7)
            yield key("f7", _("All payment types"), self._print_payments, weight=8)
            yield key("f12 escape", _("Done"), lambda: self._seen(self._end), go=True)
            return
        yield key("escape", _("Back") if step > Step.COUNT else _("Stop"), self._back, weight=9)
        yield key("f1", _("Help"), self.app.show_help, weight=6)
        yield key("f9", _("Menu"), self.app.show_menu, weight=4)
        match step:
            case Step.COUNT:
                yield from self._count_keys()
            case Step.OVERVIEW:
                yield from self._overview_keys()
            case Step.LEAVE:
                yield from self._leave_keys()
            case Step.TAKE:
                yield key("f4", _("Bag number"), self._ask_bag, weight=7)
                yield key("f12", _("Confirm and close"), lambda: self._seen(self._confirm), go=True, books=True)

    def _count_keys(self) -> Iterable[Key]:
        if self.closing.by_coin:
            yield from coin_keys(self, self.counter.shop.currency)
        yield from self.form_keys()
        yield key("f8", _("Open drawer"), self._open_drawer, weight=5, books=True)
        if self.can_count_coins:
            yield key("f4", _("One amount") if self.closing.by_coin else _("By coin"), self._other_way, weight=7)
        yield key("f12", _("Next"), self._counted, go=True, books=True)
        yield key("enter", "", self.to_next)

    def _overview_keys(self) -> Iterable[Key]:
        yield key("f4", _("Note"), self._ask_note, weight=7)
        gap, word = self.closing.difference, _("Next")
        if gap:
            word = _("Note the difference {amount}").format(amount=gap.text(current().language, plus="+"))
        if self.closing.clues:
            yield from self.arrows(lambda by: self._to_clue(self.closing.clue + by))
            yield key("enter", _("Look"), self._look_at_clue, weight=8)
        yield key("f12", word, self._accept, go=True, books=True)

    def _leave_keys(self) -> Iterable[Key]:
        yield from self.arrows(self._up_down)
        if self.closing.counted_values():
            yield key("right tab", "", lambda: self._to_table(True))
            yield key("left shift+tab", "", lambda: self._to_table(False))
            yield key("plus", _("One stays"), lambda: self._shift(1), weight=6, label="+")
            yield key("minus", _("One out"), lambda: self._shift(-1), weight=6, label="−")
        yield key("backspace", "", lambda: self._own(self.closing.own_text[:-1]))
        yield key("f4", _("Another amount"), lambda: self._choose(OWN), weight=7)
        yield key("f12", _("Next"), self._leave, go=True, books=True)

    def pad(self) -> Kind:
        """How many, or how much stays; the notes and coins to shift stand in the same place."""
        if self.closing.step is Step.COUNT:
            return "count" if is_piece(self.form.current) else "digits"
        return "digits" if self.closing.typing_left else ""

    def takes(self) -> Takes:
        """A count, or the amount that stays."""
        return "amount" if self.pad() else "acts"

    def pasted(self, line: str) -> None:
        """As it is typed in this step."""
        if self.closing.step is Step.COUNT:
            super().pasted(line)
        else:
            Keys.pasted(self, line)

    def typed(self, event: events.Key) -> None:
        """Amounts, or the number of a choice."""
        character = event.character or ""
        if self.closing.step is Step.COUNT:
            if not self.type_piece(event) and event.is_printable:
                self.refuse()
        elif self.closing.step is Step.LEAVE and character and character in AMOUNT_SIGNS:
            self._type_left(character)
        elif event.is_printable:
            self.refuse()

    def _type_left(self, character: str) -> None:
        """A digit chooses; what cannot be a choice is an amount, but never the rest of one that began as a choice."""
        own = self.closing.own_text or self.closing.choice == OWN
        if not own and character in "1234":
            self._choose(int(character) - 1)
            self._by_digit = True
        elif not own and self._by_digit:
            self.complain(_("Choose 4 first, then type the amount that stays."))
        else:
            self._own(self.closing.own_text + character)

    def menu_items(self) -> list[tuple[str, Callable[[], object]]]:
        """A sheet to count on; skipping the count, which needs a permission."""
        if self.closing.step is not Step.COUNT:
            return []
        items: list[tuple[str, Callable[[], object]]] = [(_("Print a count sheet"), self._print_sheet)]
        if self.counter.may(SKIP_COUNT):
            items.append((_("Skip the count"), self._skip))
        return items

    async def _print_sheet(self) -> None:
        await self.recorded(self.counter.record(count_sheet.print_sheet))

    def _go(self, step: Step) -> None:
        self.closing.step = step
        self.closing.skipped = self.closing.skipped and step > Step.COUNT
        self.notice, self._by_digit, self._typing = "", False, False
        self._guard.start()
        self.draw()
        self.keys_changed()

    def _seen(self, act: Callable[[], object]) -> object:
        """What cannot be undone waits until its step could be seen: a double press does not close."""
        return None if self._guard.holds() else act()

    def _back(self) -> object:
        if self.closing.step > Step.COUNT:
            self._go(Step(self.closing.step - 1))
            return None
        if not any(self.closing.texts.values()):
            self.dismiss(None)
            return None
        return self._ask_stop()

    async def _ask_stop(self) -> None:
        from kassa_tui.screens.frame.ask import yes

        lines = [_("What you counted is kept.")]
        if await yes(self.app, _("Stop counting?"), lines, do=_("Stop"), dont=_("Go on counting"), loss=True):
            self.dismiss(None)

    # --- Step 1 ---

    def _other_way(self) -> None:
        """Notes and coins, or one sum; what was typed in either is kept."""
        self.closing.by_coin = not self.closing.by_coin
        self.form = self._count_form()
        self.changed()
        self.draw()

    def _counted(self) -> object:
        """On to the overview; empty rows of the table are asked about once. Raises AmountError."""
        if not self.all_pieces():
            return None
        if self.closing.by_coin and not self.closing.pieces:
            self.complain(_("Count first: type how many there are of a note or coin, 0 if there is none."))
            return None
        self.closing.check_count()
        empty = empty_fields(self.form)
        if self.closing.by_coin and empty and not self._empty_is_none:
            return self._ask_empty(empty)
        self._look()
        return None

    async def _ask_empty(self, empty: int) -> None:
        from kassa_tui.screens.frame.ask import yes

        title = n_("{n} row is empty. Count it as 0?", "{n} rows are empty. Count them as 0?", empty).format(n=empty)
        if await yes(self.app, title, (), do=_("Count as 0"), dont=_("Back")):
            self._empty_is_none = True
            self._look()

    def _look(self) -> None:
        self.closing.look()
        self._go(Step.OVERVIEW)

    def _skip(self) -> None:
        self.closing.skipped = True
        self.closing.look()
        self._go(Step.OVERVIEW)

    async def _open_drawer(self) -> None:
        await self.counter.record(movements.open_without_sale, "count")

    # --- Steps 2 to 4 ---

    def _to_clue(self, number: int) -> None:
        self.closing.clue = max(0, min(number, min(len(self.closing.clues), views.MOST_CLUES) - 1))
        self.notice = ""
        self.draw()

    def _look_at_clue(self) -> None:
        """The receipt of the clue; a pile that may be wrong is counted again."""
        from kassa_tui.screens.frame.paper import PaperScreen

        clue = self.closing.clues[self.closing.clue]
        if clue.event is not None and clue.event.receipt:
            self.app.push_screen(PaperScreen(self.counter, receipts.paper(clue.event.id)))
        elif clue.kind == "piece":
            self._go(Step.COUNT)
            self.put_form(at_piece(self.form, clue.amount))
        else:
            self.complain(_("There is no paper of this. Esc goes back to the count."))

    async def _ask_note(self) -> None:
        from kassa_tui.screens.frame.ask import ask_text

        note = await ask_text(
            self.app, _("Note about the count"), _("Note"), entered=self.closing.note, longest=notes.LONGEST
        )
        if note is not None:
            self.closing.note = note
            self.draw()

    def _accept(self) -> object:
        """A difference is acknowledged, with a note if somebody has one."""
        if self.closing.difference and not self.closing.note:
            return self._accept_with_note()
        self._go(Step.LEAVE)
        return None

    async def _accept_with_note(self) -> None:
        from kassa_tui.screens.frame.ask import ask_text

        difference = self.closing.difference
        assert difference is not None
        title = _("Difference {amount}").format(amount=difference.text(current().language, plus="+"))
        note = await ask_text(self.app, title, _("Note (may stay empty)"), do=_("Next"), longest=notes.LONGEST)
        if note is not None:
            self.closing.note = note
            self._go(Step.LEAVE)

    def _choose(self, number: int) -> None:
        self.closing.choose(number)
        self.notice, self._by_digit = "", False
        self.draw()

    def _up_down(self, by: int) -> None:
        """Through the choices, or through the notes and coins."""
        if self.closing.in_table:
            self._mark(self.closing.piece + by)
        else:
            self._choose(self.closing.choice + by)

    def _to_table(self, there: bool) -> None:
        self.closing.in_table = there
        self.draw()

    def _mark(self, number: int) -> None:
        """Another note or coin."""
        state = self.closing
        state.piece, state.in_table = max(0, min(number, len(state.counted_values()) - 1)), True
        self.notice = ""
        self.draw()

    def _shift(self, by: int) -> None:
        """One of the marked pieces more or less stays; never more than was counted. Raises AmountError, LeftError."""
        if not self.closing.shift(by):
            self.complain(_("There is no other one of it."))
            return
        self.notice, self._by_digit = "", False
        self.draw()

    def _own(self, text: str) -> None:
        self.closing.choose(OWN)
        self.closing.own_text = text
        self.notice = ""
        self.draw()

    def _leave(self) -> None:
        """On to what goes out. Raises AmountError, LeftError, NotMadeError."""
        _left = self.closing.left
        self._go(Step.TAKE)

    async def _ask_bag(self) -> None:
        from kassa_tui.screens.frame.ask import ask_text

        bag = await ask_text(self.app, _("Bag number"), _("Number"), entered=self.closing.bag)
        if bag is not None:
            self.closing.bag = bag
            self.draw()

    async def _confirm(self) -> None:
        """The close itself; when something came in meanwhile, the overview shows it and the count stays."""
        try:
            self.closed = await self.recorded(self.counter.record(closing.close, self.closing.form()))
            aside.finished(self.counter, drafts.COUNT)
        except CameInError as came_in:
            self.closing.look()
            self._go(Step.OVERVIEW)
            self.complain(came_in.say())
            return
        except ClosedAlreadyError as already:
            self.app.tell(already.say())
            self.dismiss(None)
            return
        self._go(Step.DONE)
        self.update_frame()

    def _end(self) -> None:
        """The day is over: the register locks, if the shop has it lock."""
        self.dismiss(self.closed)
        self.app.lock()

    async def _print_cash(self) -> None:
        """The cash of the session alone (S1.77); its own printing at the close is a setting, a second is a copy."""
        assert self.closed is not None
        paper = asked_papers.cash_paper(self.counter.desk.register, self.closed.session_number)
        await self.recorded(self.counter.record(jobs.reprint, paper.id))

    async def _print_payments(self) -> None:
        assert self.closed is not None
        paper: kept_papers.Kept = await self.counter.record(asked_papers.payments_paper, self.closed.session_number)
        await self.recorded(self.counter.record(jobs.reprint, paper.id))

    # --- Clicks ---

    @on(Canvas.Hit, "FormView, CoinTable")
    def _field_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        self.click_into(event.what)

    @on(Canvas.Hit, "Side")
    def _row_clicked(self, event: Canvas.Hit) -> None:
        event.stop()
        leaving = self.closing.step is Step.LEAVE
        match event.what:
            case targets.Row(number) if leaving:
                self._choose(number)
            case targets.Piece(number, by) if leaving:
                self._mark(number)
                if by:
                    self.do(lambda: self._shift(by))
            case targets.Clue(number) if number == self.closing.clue:
                self.do(self._look_at_clue)
            case targets.Clue(number):
                self._to_clue(number)
        self.keys_changed()
