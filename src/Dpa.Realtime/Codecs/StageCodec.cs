namespace Dpa.Realtime.Codecs;

/// <summary>One stage, one field.</summary>
internal static class StageCodec
{
    public static byte[] Encode(StageState stage)
    {
        var w = new ByteWriter();
        w.Byte(CodecFormat.Version);
        w.Text(stage.Id);
        w.Text(stage.StageId);
        w.Text(stage.Name);
        w.Number(stage.Version);
        w.Real(stage.Weight);
        w.Byte((byte)stage.Status);
        w.Real(stage.Progress);
        w.Number(stage.Attempt);
        w.OptionalText(stage.Message);
        w.OptionalNumber(stage.CompletedUnits);
        w.OptionalNumber(stage.TotalUnits);
        w.OptionalText(stage.Unit);
        w.OptionalNumber(stage.Eta?.Ticks);
        w.Flag(stage.CanInterrupt);
        w.Flag(stage.Indeterminate);
        w.OptionalTime(stage.StartedAt);
        w.OptionalTime(stage.CompletedAt);
        w.OptionalError(stage.Error);
        RangeCodec.Write(w, stage.EtaLow, stage.EtaHigh);
        return w.ToArray();
    }

    public static StageState Decode(ReadOnlySpan<byte> bytes)
    {
        var r = new ByteReader(bytes);
        r.Version(CodecFormat.Version);
        var stage = new StageState
        {
            Id = r.Text(),
            StageId = r.Text(),
            Name = r.Text(),
            Version = r.Number(),
            Weight = r.Real(),
            Status = r.Status(),
            Progress = r.Real(),
            Attempt = (int)r.Number(),
            Message = r.OptionalText(),
            CompletedUnits = r.OptionalNumber(),
            TotalUnits = r.OptionalNumber(),
            Unit = r.OptionalText(),
            Eta = r.OptionalNumber() is { } eta ? new TimeSpan(eta) : null,
            CanInterrupt = r.Flag(),
            Indeterminate = r.Flag(),
            StartedAt = r.OptionalTime(),
            CompletedAt = r.OptionalTime(),
            Error = r.OptionalError(),
        };
        var (low, high) = RangeCodec.Read(ref r);
        return low is null ? stage : stage with { EtaLow = low, EtaHigh = high };
    }
}
