#!/bin/sh
# Makes the class-data archive of an executable, which halves its start-up: class-archive.sh EXECUTABLE JAR
#
# The archive lies beside the executable. Its name holds the jar's checksum and the runtime's version, so that the stub gives it
# to no other program and no other Java. It is written under another name, forced to the disk and renamed: a build that is
# interrupted leaves none rather than half of one.
set -e
executable=$1
jar=$2
home=${JAVA_HOME:?the Java that builds}
runtime=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"$/\1/p' "$home/release")
id=$(head -n 20 "$executable" | sed -n 's/^jar=//p')
[ -n "$runtime" ] && [ -n "$id" ] || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

sh "$(dirname "$0")/training.sh" "$executable" "$folder/classes"
# What no run needed may be needed one day: all classes of the jar go in.
"$home/bin/jar" tf "$jar" | sed -n '/^META-INF/d; s/\.class$//p' >>"$folder/classes"

# The collector must be G1 here: only that one archives strings and the like, which any other can then read.
"$home/bin/java" -Xshare:dump -XX:+UseG1GC -XX:SharedClassListFile="$folder/classes" \
    -XX:SharedArchiveFile="$folder/archive" -cp "$executable" >/dev/null 2>&1
unfinished=$executable.$$.unfinished
cp "$folder/archive" "$unfinished"
sync "$unfinished" 2>/dev/null || true
mv "$unfinished" "$executable.$id.$runtime.jsa"
