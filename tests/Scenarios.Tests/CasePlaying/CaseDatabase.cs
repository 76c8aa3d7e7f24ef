using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Hosting;
using OrleansMonitor.Domain.Ports;
using OrleansMonitor.Hosting.Composition;

namespace OrleansMonitor.Scenarios.Tests.CasePlaying;

/// <summary>Starts the monitor on what a case puts in the place of its database.</summary>
internal static partial class CaseDatabase
{
    /// <summary>What is wrong with how it ended; it must refuse with exit code 1, in words, and leave the file alone.</summary>
    public static async Task<(IReadOnlyList<string> Wrong, string Told)> Open(FieldCase one)
    {
        var folder = Directory.CreateTempSubdirectory("case");
        try
        {
            var file = Path.Combine(folder.FullName, "monitor.db");
            var bytes = Bytes(one.File.DatabaseFile!);
            await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);
            var words = "";
            var code = await ProgramRun.ToEndAsync(async () =>
            {
                try
                {
                    var builder =
                        Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [], ContentRootPath = folder.FullName });
                    builder.AddMonitorSilo(CaseConfiguration.Load(one.File.Config, file));
                    using var host = builder.Build();
                    await host.RunAsync(TestContext.Current.CancellationToken);
                }
                catch (StoreUnavailableException refused)
                {
                    words = refused.Message;
                    throw;
                }
            });
            return ([
                .. Wrong(code, words,
                    Enumerable.SequenceEqual(bytes, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)))], words);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> Wrong(int code, string words, bool isUntouched)
    {
        if (code != ProgramRun.CannotStart) yield return $"it ended with {code}";
        if (!words.Contains("is not a SQLite database", StringComparison.Ordinal)) yield return "it does not say what is wrong";
        if (!words.Contains("Move it away", StringComparison.Ordinal)) yield return "it does not say what to do";
        if (!isUntouched) yield return "it wrote into the file";
    }

    private static byte[] Bytes(string words)
    {
        var match = Size().Match(words);
        if (!match.Success) throw new InvalidDataException($"nobody can make '{words}'");
        var bytes = new byte[int.Parse(match.Groups["kilobytes"].Value, CultureInfo.InvariantCulture) * 1000];
        new Random(46).NextBytes(bytes);
        return bytes;
    }

    [GeneratedRegex(@"^(?<kilobytes>\d+) kB of random bytes", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Size();
}
