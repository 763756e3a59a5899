"""Forms whose fields are checked when they are left, and all of them before anything is saved."""

from typing import Generic, TypeVar

from kassa_tui.errors import KassaError
from kassa_tui.screens.frame.base import KassaScreen
from kassa_tui.screens.frame.forms import FormKeys
from kassa_tui.widgets.form import FormValues

T = TypeVar("T")


class Checked(FormKeys, KassaScreen[T], Generic[T]):
    """Mixed in before the screen; `check` says what is wrong with a field by raising it."""

    def check(self, name: str, form: FormValues) -> None:
        """Nothing, when the field may be kept as it is typed. Raises KassaErrors."""
        raise NotImplementedError

    def _wrong(self, name: str, form: FormValues) -> str:
        try:
            self.check(name, form)
        except KassaError as refused:
            return refused.say()
        return ""

    def put_form(self, form: FormValues) -> None:
        """Another state of the form; what is wrong with the field that is left is said below it."""
        left = self.form.current.name
        if form.current.name != left and (wrong := self._wrong(left, form)):
            form = form.marked({**form.errors, left: wrong})
        super().put_form(form)

    def all_right(self) -> bool:
        """Whether every field may be kept; what is wrong is said, and the first wrong field is current."""
        errors = {each.name: wrong for each in self.form.fields if (wrong := self._wrong(each.name, self.form))}
        if errors:
            self.app.error_sound()
            self.form = self.form.wrong(errors)
            self.draw()
        return not errors
