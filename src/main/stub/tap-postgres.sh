#!/bin/sh
# tap-postgres: a jar behind this script and start.sh; the shell reads no further than its end.
# JAVA_HOME is taken first, then the java on PATH; TAP_POSTGRES_JAVA_OPTS adds options.
jar=@JAR_ID@

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

program=$0
[ -h "$program" ] && program=$(readlink -f "$program" 2>/dev/null || echo "$0")
case $program in
    *:*) complain "Java cannot read a program from a path with a colon: $program" "Copy it to another folder." ;;
esac

# A class-data archive that the build left beside this file halves the start-up. Its name says which jar and which Java it was
# made for and with; the JVM compares them too, and the path, and goes on without the archive where something differs.
archive=$program.$jar.${runtime%\"}.jsa
if [ -f "$archive" ] && [ -r "$archive" ]; then
    archive=-XX:SharedArchiveFile=$archive
    # Why it does not want it is nobody's business; from 25 on it says so under another name.
    quiet='-Xlog:cds*=off:stderr'
    [ "$major" -lt 25 ] || quiet='-Xlog:cds*=off,aot*=off:stderr'
else
    archive=-Xshare:auto
    quiet=-Xshare:auto
fi

# zstd's library uses what Java 24 began to warn of, and later ones refuse unless they are told.
unsafe=
[ "$major" -lt 24 ] || unsafe=--sun-misc-unsafe-memory-access=allow

of=-jar
