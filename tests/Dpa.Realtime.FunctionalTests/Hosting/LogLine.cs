using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.FunctionalTests.Hosting;

internal sealed record LogLine(string Category, LogLevel Level, string Event, string Message, string Rest);
