#!/bin/sh
# The till's commands, as the till's user and on its data, whoever calls them.
set -eu
set -- env KASSA_SETTINGS=/var/lib/kassa-tui/kassa.toml STATE_DIRECTORY=/var/lib/kassa-tui \
    CACHE_DIRECTORY=/var/cache/kassa-tui /opt/kassa-tui/current/bin/python -I -m kassa_tui "$@"
case "$(id -un)" in
kassa) exec "$@" ;;
root) exec runuser -u kassa -- "$@" ;;
*) exec sudo -u kassa -- "$@" ;;
esac
