using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>
/// What keeps the host from starting and is the operator's to put right, in one line on the error stream.
/// </summary>
internal static class StartFailures
{
    /// <summary>The line; null for a defect, whose stack trace is wanted.</summary>
    public static string? Describe(Exception exception) =>
        exception switch
        {
            StartException or OptionsValidationException => Line(exception.Message),
            IOException { InnerException: AddressInUseException } => Line(exception.Message)
                + " Stop what listens there, or set another address with --urls.",
            SocketException => $"The host cannot listen: {Line(exception.Message)}. Set another address with --urls.",
            _ when IsConfiguration(exception) =>
                $"The configuration cannot be read: {Line(exception.Message)} {Line(exception.InnerException?.Message)}".TrimEnd()
                    + " Correct it and start again.",
            _ => null,
        };

    public static void Write(string line)
    {
        using var log = LoggerFactory.Create(static logging => logging
            .AddSimpleConsole(static console => console.SingleLine = true)
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        log.CreateLogger(nameof(DocumentPipelineHost)).LogCritical("{Reason}", line);
    }

    /// <summary>A file that is no JSON, a value that is no number, an address that is none.</summary>
    private static bool IsConfiguration(Exception exception) => exception is InvalidDataException or FormatException
        || exception is InvalidOperationException && exception.Source == "Microsoft.Extensions.Configuration.Binder";

    private static string Line(string? message) => (message ?? string.Empty).ReplaceLineEndings(" ");
}
