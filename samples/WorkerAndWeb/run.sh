#!/usr/bin/env bash
# A Redis, a worker and the web application on http://localhost:5000; Ctrl+C ends all three. With ConnectionStrings__Redis
# set it takes that Redis and starts none.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
if [ -z "${ConnectionStrings__Redis:-}" ] && ! command -v redis-server >/dev/null; then
    echo "redis-server is missing: install it (Debian, Ubuntu: sudo apt-get install -y redis-server), or set ConnectionStrings__Redis." >&2
    exit 69
fi
folder=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null; wait; rm -rf "$folder"' EXIT
if [ -z "${ConnectionStrings__Redis:-}" ]; then
    port=${REDIS_PORT:-6399}
    redis-server --port "$port" --save '' --dir "$folder" --logfile redis.log &
    export ConnectionStrings__Redis="localhost:$port,abortConnect=false"
fi
dotnet build Worker -c Release -v quiet --nologo
dotnet build Web -c Release -v quiet --nologo
dotnet run --project Worker -c Release --no-build &
dotnet run --project Web -c Release --no-build -- --urls "${URLS:-http://localhost:5000}" &
wait -n
