#!/bin/sh
# Makes a tar.gz of the program with a Java runtime of its own: make-dist.sh EXECUTABLE JAR VERSION FOLDER
#
# JAVA_HOME must be a JDK with jmods; the runtime is made of it, for the machine that this runs on. The result is
# FOLDER/tap-postgres-VERSION-linux-ARCHITECTURE.tar.gz, and its SHA-256 beside it.
set -eu
executable=$1
jar=$2
version=$3
folder=$4
root=$(cd "$(dirname "$0")/../../.." && pwd)
home=${JAVA_HOME:?a JDK}
if [ ! -x "$home/bin/jlink" ]; then
    echo "make-dist: $home has no jlink: set JAVA_HOME to a whole JDK" >&2
    exit 1
fi
# From 24 on a JDK may do without jmods: jlink then takes the modules of the runtime itself.
from=
[ ! -d "$home/jmods" ] || from="--module-path $home/jmods"

# What the classes name, and what they find by name: EC keys for TLS and SSH, DNS, options of sockets, Unsafe for zstd.
named=$("$home/bin/jdeps" --print-module-deps --ignore-missing-deps --multi-release 17 "$jar")
modules=$named,java.naming,java.security.sasl,jdk.crypto.ec,jdk.net,jdk.unsupported

name=tap-postgres-$version-linux-$(uname -m)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/$name/bin" "$work/$name/lib" "$work/$name/share/man/man1" "$work/$name/share/bash-completion/completions"
# shellcheck disable=SC2086
"$home/bin/jlink" $from --add-modules "$modules" --output "$work/$name/runtime" \
    --strip-debug --no-header-files --no-man-pages --compress=2
# The classes of the JDK itself, wherever the folder will lie.
"$work/$name/runtime/bin/java" -Xshare:dump -XX:+UseG1GC >/dev/null 2>&1 || true

cp "$executable" "$work/$name/lib/tap-postgres"
cat >"$work/$name/bin/tap-postgres" <<'EOF'
#!/bin/sh
# tap-postgres with the Java runtime beside it.
program=$0
[ -h "$program" ] && program=$(readlink -f "$program")
home=$(cd "$(dirname "$program")/.." && pwd)
JAVA_HOME=$home/runtime exec "$home/lib/tap-postgres" "$@"
EOF
chmod 755 "$work/$name/bin/tap-postgres"
cp "$root/LICENSE" "$root/README.md" "$root/CHANGELOG.md" "$work/$name/"
cp "$root/docs/tap-postgres.1" "$work/$name/share/man/man1/"
"$work/$name/bin/tap-postgres" completion bash >"$work/$name/share/bash-completion/completions/tap-postgres"

mkdir -p "$folder"
# The same bytes for the same content, but for what jlink makes.
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime='2026-01-01 00:00:00Z' -C "$work" -cf - "$name" |
    gzip -n -9 >"$folder/$name.tar.gz.unfinished"
mv "$folder/$name.tar.gz.unfinished" "$folder/$name.tar.gz"
(cd "$folder" && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
