#!/bin/sh
# Writes the list of classes that the program's usual runs load: training.sh EXECUTABLE LIST
#
# Where the tests' classes and a server are at hand, the runs are real ones: discovery, a sync and a check over TLS. Else, as in
# a build without tests, it is a run up to a connection that is refused, which covers most of the way.
set -e
executable=$1
list=$2
target=$(cd "$(dirname "$0")/../../../target" && pwd)
home=${JAVA_HOME:?the Java that builds}

if [ -f "$target/test-classes/com/tappostgres/testing/Training.class" ] && [ -s "$target/test-classpath" ] &&
    [ -n "$(find "$target/servers" -name 'postgres-18.*.jar' 2>/dev/null)" ]; then
    (cd "$target/.." && "$home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
        -cp "target/test-classes:target/classes:$(cat target/test-classpath)" \
        com.tappostgres.testing.Training "$executable" "$list") && exit
    echo "class-data archive: the runs on a server failed, so it is made without them" >&2
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Nothing listens on port 1.
echo '{"host": "127.0.0.1", "port": 1, "user": "none", "dbname": "none", "retry_max_seconds": 0}' >"$folder/config.json"
echo '{"streams": [{"tap_stream_id": "none", "table_name": "none", "schema": {}, "metadata": [{"breadcrumb": [],
 "metadata": {"selected": true, "schema-name": "none", "database-name": "none"}}]}]}' >"$folder/catalog.json"
TAP_POSTGRES_JAVA_OPTS="-XX:DumpLoadedClassList=$list" "$executable" \
    --config "$folder/config.json" --catalog "$folder/catalog.json" >/dev/null 2>&1 || true
test -s "$list"
