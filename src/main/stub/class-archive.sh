#!/bin/sh
# Makes the class-data archive of an executable, which saves it 0.15 to 0.2 s of start-up: class-archive.sh EXECUTABLE JAR
#
# The archive lies beside the executable. Its name holds the jar's checksum and the runtime's version, so that the stub gives it
# to no other program and no other Java. It is written under another name, forced to the disk and renamed: a build that is
# interrupted leaves none rather than half of one.
set -e
executable=$1
home=${JAVA_HOME:?the Java that builds}
runtime=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"$/\1/p' "$home/release")
id=$(head -n 20 "$executable" | sed -n 's/^jar=//p')
[ -n "$runtime" ] && [ -n "$id" ] || exit 0
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# What a run loads up to a connection that is refused (nothing listens on port 1), and all classes of the jar.
echo '{"host": "127.0.0.1", "port": 1, "user": "none", "dbname": "none", "retry_max_seconds": 0}' >"$folder/config.json"
echo '{"streams": [{"tap_stream_id": "none", "table_name": "none", "schema": {}, "metadata": [{"breadcrumb": [],
 "metadata": {"selected": true, "schema-name": "none", "database-name": "none"}}]}]}' >"$folder/catalog.json"
"$home/bin/java" -XX:DumpLoadedClassList="$folder/classes" -cp "$executable" com.tappostgres.cli.Main \
    --config "$folder/config.json" --catalog "$folder/catalog.json" >/dev/null 2>&1 || true
"$home/bin/jar" tf "$2" | sed -n '/^META-INF/d; s/\.class$//p' >>"$folder/classes"

# The collector must be G1 here: only that one archives strings and the like, which any other can then read.
"$home/bin/java" -Xshare:dump -XX:+UseG1GC -XX:SharedClassListFile="$folder/classes" \
    -XX:SharedArchiveFile="$folder/archive" -cp "$executable" >/dev/null 2>&1
unfinished=$executable.$$.unfinished
cp "$folder/archive" "$unfinished"
sync "$unfinished" 2>/dev/null || true
mv "$unfinished" "$executable.$id.$runtime.jsa"
