using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace DocumentEngine.Isolation;

/// <summary>
/// A process that runs the document engine and nothing else: requests come in on its standard input, answers go out on
/// its standard output. Promises: it ends with its host, whatever it is doing; it opens no file but the one that it is
/// asked to read.
/// </summary>
public static class EngineChild
{
    /// <summary>
    /// The argument that makes the program this process; a number of bytes, its memory limit, follows.
    /// </summary>
    public const string Argument = "parse-child";

    /// <summary>The exit code of a process that ran out of its memory.</summary>
    public const int OutOfMemory = 3;

    // Deep recursion in a parser costs a document, not the process, as far as this reaches; what is not touched takes
    // no memory.
    private const int StackBytes = 64 * 1024 * 1024;

    /// <summary>Whether the program was started as such a process.</summary>
    public static bool IsAskedFor(IReadOnlyList<string> arguments) => arguments is [Argument, _];

    /// <summary>Serves until the standard input ends.</summary>
    /// <returns>The program's exit code.</returns>
    public static int Run(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ChildRights.GiveUp(ulong.Parse(arguments[1], CultureInfo.InvariantCulture));
        AppDomain.CurrentDomain.FirstChanceException += static (_, thrown) => EndIfOutOfMemory(thrown.Exception);
        var input = Console.OpenStandardInput();
        var output = Console.OpenStandardOutput();
        Console.SetOut(TextWriter.Null); // whatever a parser prints, the frames stay frames
        using var requests = new BlockingCollection<Frame>();
        new Thread(() => Receive(input, requests)) { IsBackground = true }.Start();
        new Thread(EndWithTheHost) { IsBackground = true }.Start();
        var worker = new Thread(() => new RequestServer(requests, output).Serve(), StackBytes);
        worker.Start();
        worker.Join();
        return 0;
    }

    // A parser may catch it and go on with half a page: what is left of the process can no longer be relied upon.
    private static void EndIfOutOfMemory(Exception thrown)
    {
        if (thrown is OutOfMemoryException)
            Environment.Exit(OutOfMemory);
    }

    /// <summary>
    /// Takes in what comes as it comes, so that the end of the input is seen in the middle of any work.
    /// </summary>
    private static void Receive(Stream input, BlockingCollection<Frame> requests)
    {
        try
        {
            while (Frames.Read(input) is { } frame)
                requests.Add(frame);
        }
        catch (Exception failure) when (failure is IOException or InvalidDataException)
        {
            // A host that is killed may leave half a frame.
        }

        Process.GetCurrentProcess().Kill();
    }

    /// <summary>The input may be held open by another process that the host started at the same moment.</summary>
    private static void EndWithTheHost()
    {
        var host = ChildRights.Parent();
        while (ChildRights.Parent() == host)
            Thread.Sleep(TimeSpan.FromSeconds(1));
        Process.GetCurrentProcess().Kill();
    }
}
