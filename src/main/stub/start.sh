# The end of the executable, and of the launcher in the archive with its own Java: starts $java with what $archive, $quiet and
# $unsafe say, and the program that $of and $program name.

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
# shellcheck disable=SC2086,SC2154
exec "$java" -Xlog:disable -Xlog:all=warning:stderr -XX:+DisplayVMOutputToStderr \
    "$archive" "$quiet" "$compiler" -XX:+UseSerialGC -Xms24m -Xmn12m -XX:MaxRAMPercentage=50 \
    $unsafe -Dfile.encoding=UTF-8 -Dstderr.encoding=UTF-8 $TAP_POSTGRES_JAVA_OPTS "$of" "$program" "$@"
exit 1
