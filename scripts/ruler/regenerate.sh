#!/bin/sh
# Asks AWS's own matcher (software.amazon.event.ruler:event-ruler 1.8.1) about
# pattern/event pairs and writes delivery/testdata/ruler.jsonl.gz, one
# ["pattern", "event", true|false|null] a line; null: the pattern is refused.
# Needs Java 17 or later and Maven.
#
#   scripts/ruler/regenerate.sh             the committed fixture
#   scripts/ruler/regenerate.sh 50000 7 F   50,000 random pairs of seed 7 into the file F
set -eu
cd "$(dirname "$0")"
n=${1:-9000} seed=${2:-1} out=${3:-../../delivery/testdata/ruler.jsonl.gz}
fixed=true
[ -z "${2:-}" ] || fixed=false
build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
mvn -q -B dependency:copy-dependencies -DoutputDirectory="$build/lib"
javac -cp "$build/lib/*" -d "$build" Oracle.java
go run . -n "$n" -seed "$seed" -fixed="$fixed" >"$build/pairs"
java -cp "$build:$build/lib/*" Oracle <"$build/pairs" >"$build/answers"
mkdir -p "$(dirname "$out")"
# A pair whose answer depends on the run proves nothing.
paste -d ' ' "$build/answers" "$build/pairs" |
	sed -n -e 's/^error /null /' -e 's/^\(true\|false\|null\) {"pattern":\(.*\),"event":\("\([^"\\]\|\\.\)*"\)}$/[\2,\3,\1]/p' |
	gzip -9n >"$out"
gzip -dc "$out" | wc -l
