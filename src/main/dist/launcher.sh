#!/bin/sh
# tap-postgres with the Java runtime beside it; TAP_POSTGRES_JAVA_OPTS adds options.

program=$0
[ -h "$program" ] && program=$(readlink -f "$program")
case $program in
    */*) home=${program%/*}/.. ;;
    *) home=.. ;;
esac

java=$home/runtime/bin/java
# The class data of the runtime's own modules, the program among them, need no name.
archive=-Xshare:auto
quiet=-Xshare:auto
# The runtime was made with what its version needs.
unsafe=
of=-m
program=com.tappostgres/com.tappostgres.cli.Main
