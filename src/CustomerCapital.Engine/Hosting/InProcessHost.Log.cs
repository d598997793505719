using Microsoft.Extensions.Logging;

namespace CustomerCapital.Engine.Hosting;

public sealed partial class InProcessHost
{
    [LoggerMessage(1001, LogLevel.Error, "Background work failed and will be tried again: {What}")]
    private partial void LogFailed(Exception failure, string what);

    [LoggerMessage(1002, LogLevel.Debug, "Background work was left for the next start: {What}")]
    private partial void LogLeft(string what);
}
