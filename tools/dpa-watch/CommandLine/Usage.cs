namespace Dpa.Realtime.Watch.CommandLine;

internal static class Usage
{
    public const string Text = """
        Follows pipelines of a Dpa.Realtime server until they end.

        usage: dpa-watch <url> [pipeline...] [options]
               dpa-watch answer <url> <pipeline> <answer> [--question <id>] [options]
               dpa-watch record <url> <pipeline> --out <file> [options]
               dpa-watch replay <file> [--speed <n>] [--serve] [options]

          <url>                 where the server is, for example https://host/app
          [pipeline...]         the ids to follow; without any, all of the user's own

        who
          --user <id>           the user (DPA_USER; default: the name you are logged in with)
          --token <token>       bearer token (better: DPA_TOKEN, which no list of processes shows)
          --ticket <ticket>     single-use ticket (DPA_TICKET)

        what
          --until-done          leave when all have ended (default)
          --follow              go on until Ctrl+C
          --wait                wait for pipelines that have not started
          --timeout <seconds>   leave after that time
          --connect-timeout <seconds>  give up where the server cannot be reached for so long (15)

        answer
          <answer>              one of the choices, or a text where the answer is free
          --question <id>       answer this question only; without it the one that is asked now

        record and replay
          --out <file>          write each frame with its time into this file, which must not exist
          --speed <n>           so many times as fast as it was (1)
          --serve               also for other clients, on this machine; begins with the first one
          --port <port>         where it is served (8299; 0: any free one)
          --origin <a,b>        origins whose pages may watch it

        how
          --plain               lines instead of bars (default where the output is no terminal)
          --json                one JSON object a line for each state
          --help, --version

        exit code
          0 all completed   1 one failed   2 one was cancelled   3 left before the end (Ctrl+C, --timeout)
          answer: 0 accepted   1 not taken (answered before, not asked, none of the choices)
          64 wrong arguments   65 no recording, or a broken one   73 a recording cannot be written
          69 server not reachable, port taken   77 no such pipeline, or not allowed
        """;
}
