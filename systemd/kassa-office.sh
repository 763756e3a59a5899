#!/bin/sh
# The login shell of the till's user: the office of whoever's key it was, and nothing else.
# sshd gives it the command of the key's own line in /etc/kassa-tui/authorized_keys: office NAME.
set -eu
[ "$#" = 2 ] && [ "$1" = -c ] || exit 1
case "$2" in
"office "?*) name=${2#office } ;;
*) exit 1 ;;
esac
exec /usr/local/bin/kassa office --as "$name"
