"""What SQLite's own check says of a database: a page that is wrong, or a disk that does not answer."""

import re

import apsw

_NO_PAGE = re.compile(r"unable to get the page\. error code=(\d+)")


def of_a_page(text: str) -> str:
    """What SQLite's own check says of a page. Raises IOError where it says that the disk did not answer."""
    code = _NO_PAGE.search(text)
    if code is not None and int(code[1]) & 0xFF == apsw.SQLITE_IOERR:
        raise apsw.IOError(code[0])
    return text
