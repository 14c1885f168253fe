#!/bin/sh
# Makes a tar.gz of the program with a Java runtime of its own: make-dist.sh EXECUTABLE JAR VERSION FOLDER
#
# JAVA_HOME must be a JDK with jlink; the runtime is made of it, for the machine that this runs on. The result is
# FOLDER/tap-postgres-VERSION-linux-ARCHITECTURE.tar.gz, and its SHA-256 beside it.
#
# The program goes into the runtime as a module. An archive of loaded classes knows the path of a jar and is void in any other;
# that of a runtime's own modules holds wherever the folder lies.
set -eu
jar=$2
version=$3
folder=$4
root=$(cd "$(dirname "$0")/../../.." && pwd)
home=${JAVA_HOME:?a JDK}
if [ ! -x "$home/bin/jlink" ]; then
    echo "make-dist: $home has no jlink: set JAVA_HOME to a whole JDK" >&2
    exit 1
fi

name=tap-postgres-$version-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unpacked=$work/$name
classes=$work/classes
mkdir -p "$classes" "$unpacked/bin" "$unpacked/legal" "$unpacked/share/man/man1" \
    "$unpacked/share/bash-completion/completions"

# The classes of the jar as this Java would choose them: what lies under META-INF/versions is for newer ones.
(cd "$classes" && "$home/bin/jar" xf "$jar")
major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release")
newer=9
while [ "$newer" -le "$major" ]; do
    [ ! -d "$classes/META-INF/versions/$newer" ] || cp -R "$classes/META-INF/versions/$newer/." "$classes"
    newer=$((newer + 1))
done
rm -rf "$classes/META-INF/versions"

# The module needs what its classes name, but for java.desktop, which the libraries do without. It finds implementations as the
# jar does.
named=$("$home/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 17 "$jar")
{
    echo "module com.tappostgres {"
    for each in $(echo "$named" | tr , ' '); do
        case $each in
            java.base) ;;
            java.desktop) echo "requires static $each;" ;;
            *) echo "requires $each;" ;;
        esac
    done
    for services in "$classes"/META-INF/services/*; do
        service=${services##*/}
        found=$(sed 's/#.*//; s/[[:space:]]//g; /^$/d' "$services" | paste -s -d , -)
        echo "uses $service; provides $service with $found;"
    done
    echo "}"
} >"$work/module-info.java"
"$home/bin/javac" -nowarn -proc:none --module-version "$version" --patch-module "com.tappostgres=$classes" -d "$classes" \
    "$work/module-info.java"

# What is found by name: EC keys of TLS and SSH, the encodings of databases, Kerberos.
byName=jdk.crypto.ec,jdk.charsets,jdk.security.auth
# As the stub: zstd's library uses what Java 24 began to warn of.
unsafe=
[ "$major" -lt 24 ] || unsafe=--add-options=--sun-misc-unsafe-memory-access=allow
compress=2
[ "$major" -lt 21 ] || compress=zip-6
# shellcheck disable=SC2086
"$home/bin/jlink" --module-path "$classes" --add-modules "com.tappostgres,$byName" --output "$unpacked/runtime" $unsafe \
    --no-header-files --no-man-pages --compress="$compress"
cat "$root/src/main/dist/launcher.sh" "$root/src/main/stub/start.sh" >"$unpacked/bin/tap-postgres"
chmod 755 "$unpacked/bin/tap-postgres"

# Only start-up suffers where one of these is not possible: the JVM then has no archive. G1 is the collector that can make one.
java=$unpacked/runtime/bin/java
if sh "$root/src/main/stub/training.sh" "$unpacked/bin/tap-postgres" "$work/list"; then
    (cd "$classes" && find . -name '*.class') | sed 's|^\./||; s|\.class$||; /module-info$/d' >>"$work/list"
    "$java" -Xshare:dump -XX:+UseG1GC -XX:SharedClassListFile="$work/list" -m com.tappostgres/com.tappostgres.cli.Main \
        >"$work/dump.log" 2>&1 || echo "make-dist: no class-data archive: $(tail -n 1 "$work/dump.log")" >&2
fi

cp "$root/LICENSE" "$root/README.md" "$root/CHANGELOG.md" "$root/src/main/dist/THIRD-PARTY.txt" "$unpacked/"
(cd "$classes/META-INF" && cp -R LICENSE* NOTICE* ./*-LICENSE licenses "$unpacked/legal/")
cp "$root/docs/tap-postgres.1" "$unpacked/share/man/man1/"
"$unpacked/bin/tap-postgres" completion bash >"$unpacked/share/bash-completion/completions/tap-postgres"

mkdir -p "$folder"
# The same bytes for the same content, but for what jlink and the JVM make.
tar --sort=name --owner=0 --group=0 --numeric-owner --mode=u+w --mtime='2026-01-01 00:00:00Z' -C "$work" -cf - "$name" |
    gzip -n -9 >"$folder/$name.tar.gz.unfinished"
mv "$folder/$name.tar.gz.unfinished" "$folder/$name.tar.gz"
(cd "$folder" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
