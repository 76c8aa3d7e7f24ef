using System.Diagnostics;
using System.Globalization;
using OrleansMonitor.Trust.Stories;

namespace OrleansMonitor.Trust.Trials;

/// <summary>A process that plays stories. If it ends because a play made no progress, another process plays the rest.</summary>
/// <param name="profile">The profile.</param>
/// <param name="length">The length of each story.</param>
/// <param name="done">Called with each verdict.</param>
internal sealed class WorkerProcess(StoryProfile profile, TimeSpan length, Action<Verdict> done)
{
    // Processes are replaced regularly, so leftovers do not accumulate.
    private const int StoriesEach = 40;

    // The size in bytes, hexadecimal. The runtime reads it only from the environment.
    private const string YoungHeap = "DOTNET_GCgen0size";

    /// <summary>The rule that the monitor lacks, or null.</summary>
    public string? Without { get; init; }

    /// <summary>Plays some seeds to their end. Blocks.</summary>
    public void Play(IEnumerable<ulong> seeds)
    {
        var left = new Queue<ulong>(seeds);
        while (left.Count > 0)
        {
            using var process = Start(left.Take(StoriesEach));
            var errors = "";
            var reading = new Thread(() => errors = process.StandardError.ReadToEnd()) { IsBackground = true };
            reading.Start();
            while (process.StandardOutput.ReadLine() is { } line)
            {
                if (Verdict.Read(line) is not { } verdict) continue;
                left.Dequeue();
                done(verdict);
            }

            process.WaitForExit();
            reading.Join();
            if (process.ExitCode == 0) continue;
            done(new(left.Dequeue(), profile, length, null, null,
                errors.Length == 0 ? $"the process ended with exit code {process.ExitCode}" : errors.Trim()));
        }
    }

    /// <summary>Whether this process was started to play (<see cref="Of"/>).</summary>
    public static bool IsThis => Environment.GetEnvironmentVariable(YoungHeap) is not null;

    /// <summary>
    /// Ends this process when the one that started it ends, however that happens: the input is closed then. A played monitor handles
    /// signals itself, so a signal alone may not end it.
    /// </summary>
    public static void EndWithParent()
    {
        if (!IsThis) return;
        var watching = new Thread(() =>
        {
            using var input = Console.OpenStandardInput();
            while (input.ReadByte() >= 0)
            {
                // Nothing is sent.
            }

            using var self = Process.GetCurrentProcess();
            self.Kill();
        })
        { IsBackground = true };
        watching.Start();
    }

    /// <summary>The start information of a worker. Plays create many short-lived objects, so the young heap is large.</summary>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo Of(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { typeof(WorkerProcess).Assembly.Location },
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.Environment[YoungHeap] = "0x4000000";
        return start;
    }

    private Process Start(IEnumerable<ulong> seeds)
    {
        string[] without = Without is { } rule ? ["--without", rule] : [];
        return Process.Start(Of(
        [
            "worker", "--profile", profile.ToString(), "--days", length.TotalDays.ToString(CultureInfo.InvariantCulture), .. without,
            "--seeds", .. seeds.Select(seed => seed.ToString(CultureInfo.InvariantCulture)),
        ]))!;
    }
}
