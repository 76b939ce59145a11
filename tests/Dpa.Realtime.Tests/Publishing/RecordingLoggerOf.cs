using Microsoft.Extensions.Logging;

namespace Dpa.Realtime.Tests.Publishing;

/// <summary>A recording logger of one type.</summary>
internal sealed class RecordingLoggerOf<T> : RecordingLogger, ILogger<T>;
