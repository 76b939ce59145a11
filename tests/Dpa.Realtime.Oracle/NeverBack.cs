using System.Text.Json.Nodes;

namespace Dpa.Realtime.Oracle;

/// <summary>
/// Within an epoch neither a version nor the progress of an attempt goes back before a client's eyes; 100 is a
/// completed pipeline's alone; the range of an estimate holds it.
/// </summary>
internal static class NeverBack
{
    public static void Check(JsonObject before, JsonObject after)
    {
        if ((long)after["version"]! < (long)before["version"]!)
            throw new BrokenPromiseException($"The version went back from {before["version"]} to {after["version"]}.");
        if ((long)after["transition"]! < (long)before["transition"]!)
            throw new BrokenPromiseException(
                $"The count of transitions went back from {before["transition"]} to {after["transition"]}.");
        if (
            (long)after["attempt"]! == (long)before["attempt"]!
            && (double)after["overall_progress"]! < (double)before["overall_progress"]!)
            throw new BrokenPromiseException(
                $"The overall progress went back from {before["overall_progress"]} to {after["overall_progress"]}.");
    }

    public static void CheckEnd(JsonObject state)
    {
        if ((string)state["status"]! != "completed" && (double)state["overall_progress"]! >= 100)
            throw new BrokenPromiseException($"The pipeline is {state["status"]} at {state["overall_progress"]} %.");
    }

    public static void CheckRanges(JsonObject state)
    {
        CheckRange(state);
        foreach (var stage in state["stages"]!.AsArray()) CheckRange(stage!);
    }

    private static void CheckRange(JsonNode of)
    {
        var (left, low, high) = ((long?)of["eta_ms"], (long?)of["eta_low_ms"], (long?)of["eta_high_ms"]);
        if (low is null && high is null) return;
        if (low is not >= 0 || high is null || left is null || low > left || left > high)
            throw new BrokenPromiseException($"The range {low} to {high} does not hold the estimate {left}.");
    }

    public static void CheckStages(JsonObject before, JsonObject after)
    {
        foreach (var (old, now) in before["stages"]!.AsArray().Zip(after["stages"]!.AsArray())) CheckStage(old!, now!);
    }

    private static void CheckStage(JsonNode old, JsonNode now)
    {
        if ((string)old["id"]! != (string)now["id"]!)
            throw new BrokenPromiseException(
                $"Stage {now["id"]} stands where {old["id"]} was: stages are only ever added at the end.");
        var (earlier, attempt) = ((long)old["attempt"]!, (long)now["attempt"]!);
        if (attempt < earlier || (attempt == earlier && (double)now["progress"]! < (double)old["progress"]!))
            throw new BrokenPromiseException($"The stage went back from {old.ToJsonString()} to {now.ToJsonString()}.");
    }
}
