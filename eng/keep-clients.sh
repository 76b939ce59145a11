#!/usr/bin/env bash
# Keeps both clients as they are now, for the tests of later servers: tests/Dpa.Realtime.KeptClient/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
kept=tests/Dpa.Realtime.KeptClient
dotnet build src/Dpa.Realtime.Client -c Release -v q --nologo -p:DebugType=none
cp artifacts/bin/Dpa.Realtime.Client/release_net10.0/Dpa.Realtime.Client.dll "$kept/dotnet/"
cp tests/Dpa.Realtime.Client.Tests/Behaviour/driver.mjs "$kept/typescript/"
cd src/Dpa.Realtime.Client.TypeScript
node bundle.mjs "../../$kept/typescript/realtime.mjs"
