using System.Data.Common;
using System.Net.Sockets;
using System.Reflection;
using System.Security;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace DocumentPipelineHost.Configuration;

/// <summary>
/// What keeps the host from starting and is the operator's to put right, in one line on the error stream that names the
/// key and its value.
/// </summary>
internal static class StartFailures
{
    private const string Correct = " Correct it and start again.";

    /// <summary>Sections whose rules speak of a type, since the library does not know its section.</summary>
    private static readonly (string Type, string Section)[] Sections =
    [
        ("DpaRealtimeOptions.", "DpaRealtime:"), ("RedisBackplaneOptions.Configuration", "ConnectionStrings:Redis"),
    ];

    /// <summary>The line; null for a defect, whose stack trace is wanted.</summary>
    /// <param name="exception">What kept the host from starting.</param>
    /// <param name="configuration">What was read, where it could be: its keys are named.</param>
    public static string? Describe(Exception exception, IConfiguration? configuration = null)
    {
        var lines = Parts(exception).Select(part => DescribeOne(part, configuration)).Distinct().ToList();
        return lines.Contains(null) ? null : string.Join("; ", lines);
    }

    public static void Write(string line)
    {
        using var log = LoggerFactory.Create(static logging => logging
            .AddSimpleConsole(static console => console.SingleLine = true)
            .AddConsole(static console => console.LogToStandardErrorThreshold = LogLevel.Trace));
        log.CreateLogger(nameof(DocumentPipelineHost)).LogCritical("{Reason}", line);
    }

    /// <summary>Several wrong sections are reported together, a getter's failure by the call of it.</summary>
    private static IEnumerable<Exception> Parts(Exception exception) => exception switch
    {
        AggregateException several => several.InnerExceptions.SelectMany(Parts),
        TargetInvocationException { InnerException: { } cause } => Parts(cause),
        TypeInitializationException { InnerException: { } cause } => Parts(cause),
        _ => [exception],
    };

    private static string? DescribeOne(Exception exception, IConfiguration? configuration) => exception switch
    {
        StartException => Line(exception.Message),
        OptionsValidationException => Sections.Aggregate(
            Line(exception.Message),
            static (line, each) => line.Replace(each.Type, each.Section, StringComparison.Ordinal)),
        IOException { InnerException: AddressInUseException } => Line(exception.Message)
            + " Stop what listens there, or set another address with --urls.",
        SocketException => $"The host cannot listen: {Line(exception.Message)}. Set another address with --urls.",
        InvalidOperationException when IsHttpsWithoutCertificate(exception) =>
            $"The host cannot listen at {FailureKeys.OfHttps(configuration)} without a certificate. Set "
                + "Kestrel:Certificates:Default:Path and Password, or use http:// with a proxy before the host.",
        CryptographicException =>
            $"The certificate of {FailureKeys.OfCertificates(configuration)} cannot be read: "
                + $"{Line(exception.Message)}{Correct}",
        _ when IsConfiguration(exception) =>
            $"The configuration cannot be read: {Where(exception, configuration)}{Line(exception.Message)}"
                + $" {Line(exception.InnerException?.Message)}".TrimEnd() + Correct,
        _ when MayBeConfiguration(exception) =>
            $"The host cannot start: {Where(exception, configuration)}{Line(exception.Message)}{Correct}",
        _ => null,
    };

    /// <summary>The keys whose values the message names, where it does not name the keys.</summary>
    private static string Where(Exception exception, IConfiguration? configuration) =>
        FailureKeys.OfMessage(configuration, exception.Message) is { Length: > 0 } keys ? $"{keys}: " : string.Empty;

    private static bool IsHttpsWithoutCertificate(Exception exception) =>
        exception.Message.Contains("configure HTTPS endpoint", StringComparison.Ordinal);

    /// <summary>A file that is no JSON, a value that is no number, an address that is none.</summary>
    private static bool IsConfiguration(Exception exception) => exception is InvalidDataException or FormatException
        || exception is InvalidOperationException && exception.Source == "Microsoft.Extensions.Configuration.Binder";

    /// <summary>
    /// What the framework and the services of a host throw where they are set to what they cannot use: a log level that
    /// is none, a file that is not there, a database that falls silent at that moment.
    /// </summary>
    private static bool MayBeConfiguration(Exception exception) => exception
        is InvalidOperationException
            or ArgumentException
            or IOException
            or UnauthorizedAccessException
            or SecurityException
            or NotSupportedException
            or OverflowException
            or TimeoutException
            or DbException;

    private static string Line(string? message) => (message ?? string.Empty).ReplaceLineEndings(" ").Trim();
}
