namespace Dpa.Realtime.Client.Tests.MixedVersions;

/// <summary>
/// What a later server may say: statuses, changes, actions, reasons, codes, types and fields that are not in
/// docs/protocol.md.
/// </summary>
internal static class FutureFrames
{
    public const string Mark = $"{Epoch}:8";

    /// <summary>How many transitions are told.</summary>
    public const long Transitions = 5;

    private const string Epoch = "0197a3b0-0000-7000-8000-000000000001";
    private const string Begin = $$"""
        "pipeline_id":"pipeline-1","epoch":"{{Epoch}}"
        """;

    /// <summary>Each frame, and what a client shows after it; null where that stays as it was.</summary>
    public static readonly (string Frame, string? Shown)[] Steps =
    [
        ("""{"type":"horoscope","pipeline_id":"pipeline-1","mood":["good",{"why":null}]}""", null),
        ($$$"""
            {"type":"pipeline_progress",{{{Begin}}},"version":1,"transition":1,"status":"reviewing","mood":{"is":[1,"good"]},
             "overall_progress":5,"attempt":1,"controls":255,"owner":"user-1","tint":"blue","rank":7,
             "children":{"reviewing":2,"pending":1},"children_weight":3,"children_progress":0,
             "created_at":"2026-01-31T12:00:00.000Z","timestamp":"2026-01-31T12:00:01.000Z",
             "stages":[{"id":"parse","stage_id":"p:parse","name":"Parse","version":1,"weight":1,"status":"simmering",
               "progress":10,"attempt":1,"flavour":{"salt":null},"can_interrupt":false}],
             "transitions_from":1,"transitions":[{"transition":1,"version":1,"from":"pending","to":"reviewing","attempt":1,
               "timestamp":"2026-01-31T12:00:01.000Z","because":{"of":"you"}}]}
            """,
            "processing (reviewing) 5 parse=processing (simmering),10,1,"),
        ($$$"""{"type":"subscription_confirmed",{{{Begin}}},"version":1,"quality":"high"}""", null),
        ($$$"""
            {"type":"stage_update",{{{Begin}}},"version":2,"transition":2,"stage_type":"parse","status":"marinating",
             "progress":20,"attempt":1,"change":"rerouted","from":"simmering","overall_progress":20,"route":["a","b"],
             "timestamp":"2026-01-31T12:00:02.000Z"}
            """,
            "processing (reviewing) 20 parse=processing (marinating),20,1,"),
        ($$$"""
            {"type":"stage_update",{{{Begin}}},"version":3,"transition":2,"stage_type":"parse","status":"marinating",
             "progress":25,"attempt":1,"change":"seasoned","overall_progress":25,
             "timestamp":"2026-01-31T12:00:03.000Z"}
            """,
            "processing (reviewing) 25 parse=processing (marinating),25,1,"),
        ($$$"""
            {"type":"stage_update",{{{Begin}}},"version":4,"transition":3,"stage_type":"parse","status":"processing",
             "progress":30,"attempt":1,"change":"status","from":"marinating","overall_progress":30,
             "timestamp":"2026-01-31T12:00:04.000Z"}
            """,
            "processing (reviewing) 30 parse=processing,30,1,"),
        ($$$"""
            {"type":"progress",{{{Begin}}},"version":5,"transition":3,"stage":0,"progress":45,"message":"half","overall":45,
             "at":5000,"speed":{"per_second":3},"lane":2}
            """,
            "processing (reviewing) 45 parse=processing,45,1,half"),
        ("""{"type":"control_accepted","pipeline_id":"pipeline-1","action":"teleport","request_id":"nobody's"}""", null),
        ("""{"type":"unsubscription_confirmed","pipeline_id":"another","reason":"retired"}""", null),
        ("""{"type":"error","code":"out_of_tea","message":"No tea.","suggestion":"Wait.","severity":3}""", null),
        ($$$"""
            {"type":"stage_update",{{{Begin}}},"version":7,"transition":4,"stage_type":"parse","status":"abandoned",
             "ended":true,"progress":50,"attempt":1,"change":"status","from":"processing","overall_progress":50,
             "timestamp":"2026-01-31T12:00:07.000Z"}
            """,
            "processing (reviewing) 50 parse=cancelled (abandoned),50,1,"),
        ($$$"""
            {"type":"pipeline_progress",{{{Begin}}},"version":8,"transition":5,"status":"expired","ended":true,
             "overall_progress":50,"attempt":1,"owner":"user-1","created_at":"2026-01-31T12:00:00.000Z",
             "timestamp":"2026-01-31T12:00:08.000Z",
             "stages":[{"id":"parse","stage_id":"p:parse","name":"Parse","version":7,"weight":1,"status":"abandoned",
               "ended":true,"progress":50,"attempt":1,"can_interrupt":false}],
             "transitions_from":5,"transitions":[{"transition":5,"version":8,"from":"reviewing","to":"expired",
               "ended":true,"attempt":1,"timestamp":"2026-01-31T12:00:08.000Z"}]}
            """,
            "cancelled (expired) 50 parse=cancelled (abandoned),50,1,"),
    ];
}
