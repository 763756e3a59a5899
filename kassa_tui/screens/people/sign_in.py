"""Who is at the register: by name, by PIN or by badge; and the lock, which lies over everything."""

from typing import TYPE_CHECKING, TypeVar, assert_never

from textual import events

from kassa_tui import i18n
from kassa_tui.screens.frame.base import KassaScreen, Question
from kassa_tui.screens.frame.host import Host
from kassa_tui.till.counter import logbook
from kassa_tui.till.counter.counter import Counter
from kassa_tui.till.ledger.desk import Consent, Person
from kassa_tui.till.ledger.errors import NotAllowedError
from kassa_tui.till.people import approval, badges, pins

if TYPE_CHECKING:
    from kassa_tui.screens.people.pin import Proved

T = TypeVar("T")

MINUTE_MS = 60_000


class SignIn(Host):
    """The part of the program that knows who is there."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.locked = False
        self._signed_in = False
        self._last_key = counter.desk.uptime().ms
        self._last_seen = counter.desk.clock()
        self._language = i18n.current().language.code

    def speak(self, code: str) -> None:
        """Another language, at once."""
        raise NotImplementedError

    def somebody_here(self) -> None:
        """What is asked once somebody is there."""
        raise NotImplementedError

    @property
    def locks(self) -> bool:
        """Whether whoever is at the register proves it; over SSH the key of the connection has done so."""
        return self.counter.shop.lock != "off" and pins.used() and not self.counter.remote

    def lock(self) -> None:
        """On top of everything, once; what is below stays as it is."""
        if self.locks and not self.locked:
            from kassa_tui.screens.people.lock import LockScreen

            self.locked = True
            self.push_screen(LockScreen(self.counter, since=self._last_seen), self._unlocked)

    def _unlocked(self, person: Person | None) -> None:
        self.locked = False
        self._somebody_there()
        self.sign_in(person)

    def lock_when_idle(self) -> None:
        """So many minutes without a key; never while something is being recorded."""
        idle = self.counter.desk.uptime().ms - self._last_key
        if not self.busy and idle >= self.counter.shop.lock_minutes * MINUTE_MS:
            self.lock()

    def _somebody_there(self) -> None:
        """What lasts is measured by the machine's own time; the clock's is what the lock shows."""
        self._last_key, self._last_seen = self.counter.desk.uptime().ms, self.counter.desk.clock()

    async def on_event(self, event: events.Event) -> None:
        """Somebody is there."""
        if isinstance(event, events.InputEvent):
            self._somebody_there()
        if isinstance(event, events.Key | events.MouseDown):
            self.success_seen()
        await super().on_event(event)

    async def approve(self, refusal: NotAllowedError) -> Consent | None:
        """Ask for somebody who may do what was refused; None when there is nobody, or nobody agreed."""
        if not approval.possible(self.counter.desk, refusal):
            return None
        from kassa_tui.screens.people.approval import ApprovalQuestion

        return await self._interrupting(ApprovalQuestion(self.counter, refusal))

    async def wait_ended(self, waiting: Person | None) -> bool:
        """Ask for somebody who lets a person, or anybody at the register, type a PIN again; whether somebody did."""
        from kassa_tui.screens.people.approval import EndWaitQuestion

        return await self.ask(EndWaitQuestion(self.counter, waiting)) is not None

    async def sure_of_time(self) -> bool:
        """Ask whether a clock that is behind, or far ahead, is right."""
        from kassa_tui.screens.people.right_time import RightTimeQuestion

        return await self._interrupting(RightTimeQuestion(self.counter)) or False

    async def _interrupting(self, question: Question[T]) -> T | None:
        """The answer to what is asked while something is being recorded."""
        recording, self.busy = self.busy, False
        try:
            self.error_sound()
            return await self.ask(question)
        finally:
            self.busy = recording

    def choose_person(self) -> None:
        """Who is at the counter: the lock, or a name with a PIN if there is one."""
        if self.counter.remote:
            self.error_sound()
        elif self.locks:
            self.lock()
        else:
            from kassa_tui.screens.people.pin import PersonQuestion

            self.push_screen(PersonQuestion(self.counter), self._chosen)

    def _chosen(self, answer: "Person | Proved | None") -> None:
        """A badge has proved who it is; a name is for who has no PIN."""
        from kassa_tui.screens.people.pin import Proved

        match answer:
            case Proved():
                self.sign_in(answer.person)
            case Person() | None:
                self._named(answer)
            case _:
                assert_never(answer)

    def _named(self, chosen: Person | None) -> None:
        """By name alone only who has no PIN; at the start nobody stays who has not said who it is."""
        from kassa_tui.screens.people.pin import PinQuestion

        person = chosen if chosen is not None or self._signed_in else self.counter.person
        if person is not None and pins.used_by(person):
            self.push_screen(PinQuestion(self.counter, person), self._proved)
        else:
            self.sign_in(chosen)

    def _proved(self, person: Person | None) -> None:
        """Given up: at the start the choice comes back, else whoever was there stays."""
        if person is None and not self._signed_in:
            self.choose_person()
        else:
            self.sign_in(person)

    async def badge(self, code: str) -> None:
        """Somebody else, by badge alone. Raises NoBadgeError."""
        self.sign_in(await self.counter.ledger.run(badges.prove, self.counter.desk, code))

    def sign_in(self, person: Person | None) -> None:
        """The person is there now; None leaves it as it is, but for the first time, which is journalled."""
        if person is not None:
            self.counter.sign_in(person)
        if person is not None or not self._signed_in:
            self._signed_in = True
            self.counter.note(logbook.signed_in)
            wanted = self.counter.person.language or self._language
            if wanted != i18n.current().language.code:
                self.speak(wanted)
        if isinstance(self.screen, KassaScreen) and self.screen.drawable:
            # What the person may do stands on the screen, and is read anew.
            self.screen.on_screen_resume()
        self.somebody_here()
