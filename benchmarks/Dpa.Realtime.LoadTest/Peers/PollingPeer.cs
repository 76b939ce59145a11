namespace Dpa.Realtime.LoadTest.Peers;

/// <summary>This library, asked over HTTP instead of listened to.</summary>
internal sealed class PollingPeer : DpaPeer
{
    public override string Name => "dpa-polling";

    public override void Map(WebApplication app) => app.MapDpaProgress();
}
