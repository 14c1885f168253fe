#!/bin/sh
# tap-postgres with the Java runtime beside it; TAP_POSTGRES_JAVA_OPTS adds options.

program=$0
[ -h "$program" ] && program=$(readlink -f "$program")
case $program in
    */*) home=${program%/*}/.. ;;
    *) home=.. ;;
esac

# Under cron there is no locale, and Java would then read names and passwords that are not ASCII as question marks.
case ${LC_ALL:-${LC_CTYPE:-$LANG}} in
    *UTF-8* | *utf8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac

# What ends within a second is over before the second compiler has paid off; a sync needs it.
compiler=-XX:+TieredCompilation
case $1 in
    about | check | completion | keygen | select) compiler=-XX:TieredStopAtLevel=1 ;;
    run) ;;
    *)
        for word; do
            case $word in
                --discover | --help | --version) compiler=-XX:TieredStopAtLevel=1 ;;
            esac
        done
        ;;
esac

# Nothing that the JVM itself has to say may reach standard output: it belongs to the messages.
# The young generation is small because no row outlives the next one; the heap grows only for huge values.
# shellcheck disable=SC2086
exec "$home/runtime/bin/java" -Xlog:disable -Xlog:all=warning:stderr -XX:+DisplayVMOutputToStderr \
    "$compiler" -XX:+UseSerialGC -Xms24m -Xmn12m -XX:MaxRAMPercentage=50 \
    -Dfile.encoding=UTF-8 -Dstderr.encoding=UTF-8 $TAP_POSTGRES_JAVA_OPTS -m com.tappostgres/com.tappostgres.cli.Main "$@"
