using System.Globalization;
using DocumentPipelineHost.Tests.Host;

namespace DocumentPipelineHost.Tests.Browser.Bars;

/// <summary>What a page went through, as <c>pageVitals.js</c> wrote it down. Times in milliseconds.</summary>
internal sealed record PageVitals(
    PageVitals.Shift[] Shifts, PageVitals.LongTask[] LongTasks, int MostCards, double Begun,
    Dictionary<string, int> Touched, string[] DoneFalls)
{
    public static string Script =>
        File.ReadAllText(
            Path.Combine(Assets.Root, "tests", "DocumentPipelineHost.Tests", "Browser", "Bars", "pageVitals.js"));

    /// <summary>
    /// Cumulative layout shift: the worst window of at most 5 s, whose shifts lie less than 1 s apart.
    /// </summary>
    public double LayoutShift
    {
        get
        {
            var (worst, sum, begin, last) = (0.0, 0.0, 0.0, double.NegativeInfinity);
            foreach (var shift in Shifts)
            {
                if (shift.At - last >= 1000 || shift.At - begin >= 5000)
                    (sum, begin) = (0, shift.At);
                last = shift.At;
                worst = Math.Max(worst, sum += shift.Value);
            }

            return worst;
        }
    }

    public string LongTasksInWords =>
        LongTasks.Length == 0
            ? "none"
            : $"{LongTasks.Length}: {string.Join(", ", LongTasks.Select(static task => string.Create(CultureInfo.InvariantCulture, $"{task.Duration:F0} ms at {task.At / 1000:F1} s")))}";

    public string ShiftsInWords =>
        string.Join(
            '\n',
            Shifts.Select(static shift =>
                string.Create(CultureInfo.InvariantCulture, $"{shift.Value:F4} at {shift.At / 1000:F1} s: {shift.What}")
            ));

    internal sealed record Shift(double Value, double At, string What);

    internal sealed record LongTask(double Duration, double At);
}
