#!/bin/sh
# tap-postgres with the Java runtime beside it; TAP_POSTGRES_JAVA_OPTS adds options.

program=$0
[ -h "$program" ] && program=$(readlink -f "$program")
case $program in
    */*) home=${program%/*}/.. ;;
    *) home=.. ;;
esac
case $home in
    /*) ;;
    *) home=$PWD/$home ;;
esac
case $home in
    *:*)
        printf 'CRITICAL %s\nHINT %s\n' "Java cannot run from a path with a colon: $home" \
            "Unpack the archive in another folder." >&2
        exit 1
        ;;
esac

java=$home/runtime/bin/java
# The class data of the runtime's own modules, the program among them, need no name.
archive=-Xshare:auto
quiet=-Xshare:auto
# The runtime was made with what its version needs.
unsafe=
of=-m
program=com.tappostgres/com.tappostgres.cli.Main
