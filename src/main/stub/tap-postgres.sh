#!/bin/sh
# tap-postgres: a jar behind this script; the shell reads no further than its exec.
# JAVA_HOME is taken first, then the java on PATH; TAP_POSTGRES_JAVA_OPTS adds options.

complain() {
    printf 'CRITICAL %s\nHINT %s\n' "$1" "${2:-Install Java 17 or newer (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME to one.}" >&2
    exit 1
}

if [ -n "$JAVA_HOME" ]; then
    java=$JAVA_HOME/bin/java
    [ -x "$java" ] || complain "there is no Java at JAVA_HOME=$JAVA_HOME"
    home=$JAVA_HOME
else
    java=$(command -v java) || complain "there is no Java on PATH"
    home=$(readlink -f "$java" 2>/dev/null)
    home=${home%/bin/java}
fi

# The release file of a JDK or JRE tells the version without the cost of starting it.
version=
runtime=
if [ -r "$home/release" ]; then
    while IFS='=' read -r key value; do
        case $key in
            JAVA_VERSION) version=$value ;;
            JAVA_RUNTIME_VERSION) runtime=${value#\"} ;;
        esac
    done <"$home/release"
else
    version=$("$java" -version 2>&1 | sed -n 's/.* version //p')
fi
version=${version#\"}
major=${version%%[!0-9]*}
[ "${major:-0}" -ge 17 ] || complain "tap-postgres needs Java 17 or newer, and $java is version ${version%\"*}"

# Under cron there is no locale, and Java would then read names and passwords that are not ASCII as question marks.
case ${LC_ALL:-${LC_CTYPE:-$LANG}} in
    *UTF-8* | *utf8*) ;;
    *) export LC_ALL=C.UTF-8 ;;
esac

# A class-data archive that the build left beside this file, made by the very same runtime, halves the start-up.
program=$0
[ -h "$program" ] && program=$(readlink -f "$program" 2>/dev/null || echo "$0")
case $program in
    *:*) complain "Java cannot read a program from a path with a colon: $program" "Copy it to another folder." ;;
esac
archive=$program.${runtime%\"}.jsa
[ -r "$archive" ] && archive=-XX:SharedArchiveFile=$archive || archive=-Xshare:auto

# Nothing that the JVM itself has to say may reach standard output: it belongs to the messages.
# The young generation is small because no row outlives the next one; the heap grows only for huge values.
# shellcheck disable=SC2086
exec "$java" -Xlog:disable -Xlog:all=warning:stderr -XX:+DisplayVMOutputToStderr \
    "$archive" -XX:+UseSerialGC -Xms24m -Xmn12m -XX:MaxRAMPercentage=50 \
    -Dfile.encoding=UTF-8 -Dstderr.encoding=UTF-8 $TAP_POSTGRES_JAVA_OPTS -jar "$program" "$@"
exit 1
