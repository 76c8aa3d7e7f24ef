using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using OrleansMonitor.Domain.Text;

namespace OrleansMonitor.Hosting.Logging;

/// <summary>
/// Writes each event as one line of bounded length without control characters, whoever logs it: <c>time level category: message</c>, then
/// the failure with the place where it was thrown.
/// </summary>
internal sealed class LineFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Its name, for <c>Logging:Console:FormatterName</c>.</summary>
    public const string FormatterName = "line";

    private const int MaxMessage = 4000;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (message.Length == 0 && logEntry.Exception is null) return;
        textWriter.WriteLine(Line(time.GetUtcNow(), logEntry.LogLevel, logEntry.Category, message, logEntry.Exception));
    }

    /// <summary>The line of an event, without its end.</summary>
    public static string Line(DateTimeOffset at, LogLevel level, string category, string message, Exception? failure)
    {
        var reason = failure is null ? "" : $" [{FailureText.Of(failure)}]";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at:yyyy-MM-ddTHH:mm:ss.fffZ} {Word(level)} {category}: {OneLine.Of(message, MaxMessage)}{reason}");
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
