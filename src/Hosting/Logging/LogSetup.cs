using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace OrleansMonitor.Hosting.Logging;

/// <summary>Sets up the log of a program.</summary>
public static class LogSetup
{
    /// <summary>
    /// Writes the log to the console one line per event, unless <c>Logging:Console:FormatterName</c> chooses another form. Other providers
    /// are not changed.
    /// </summary>
    public static void AddLineLog(this IHostApplicationBuilder builder)
    {
        builder.Logging.AddConsoleFormatter<LineFormatter, ConsoleFormatterOptions>();
        if (builder.Configuration["Logging:Console:FormatterName"] is null)
            builder.Services.AddOptions<ConsoleLoggerOptions>().Configure(console => console.FormatterName = LineFormatter.FormatterName);
    }
}
