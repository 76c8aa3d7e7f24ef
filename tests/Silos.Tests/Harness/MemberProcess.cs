using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>
/// One process of the silo cluster, that can be killed, hung and begun again. Where it ends by itself it is begun again, as by a
/// supervisor.
/// </summary>
internal sealed class MemberProcess(string name, string program, IReadOnlyList<string> args, Uri? address) : IAsyncDisposable
{
    private const int LinesKept = 400;
    private const string PortFlag = "--Monitor:Silo:SiloPort=";

    // Everything that the processes say, for whoever looks for a cause afterwards.
    public static readonly string? LogFolder = Environment.GetEnvironmentVariable("SILO_LOGS");

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("monitor-member");
    private Process? _process;
    private bool _wanted;
    private TaskCompletionSource _ended = NewSignal();

    public string Name => name;

    /// <summary>Where its API listens; null for a worker silo.</summary>
    public Uri? Address => address;

    /// <summary>The port that its silo listens on.</summary>
    public string SiloPort => args.Single(arg => arg.StartsWith(PortFlag, StringComparison.Ordinal))[PortFlag.Length..];

    /// <summary>True while it is meant to run.</summary>
    public bool Runs => _wanted;

    /// <summary>The last lines that it wrote.</summary>
    public string Assessments => string.Join('\n', _lines);

    public void Start()
    {
        _wanted = true;
        _ended = NewSignal();
        var process = _process = new Process
        {
            EnableRaisingEvents = true,
            StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. args])
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
                WorkingDirectory = _home.FullName,
                Environment = { ["HOME"] = _home.FullName },
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Exited += (_, _) => Gone(process);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: as a power cut would.</summary>
    public async Task Kill()
    {
        _wanted = false;
        _process!.Kill();
        await Exit(_process);
    }

    /// <summary>SIGTERM, and waits until it has left in good order.</summary>
    public async Task<int> Stop()
    {
        _wanted = false;
        Signal("TERM");
        await Exit(_process!);
        return _process!.ExitCode;
    }

    /// <summary>SIGSTOP: its connections stay open and nothing answers on them.</summary>
    public void Hang() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Wake() => Signal("CONT");

    /// <summary>Waits until it ends, or has ended since it was last begun on purpose.</summary>
    public Task Ended() => _ended.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _wanted = false;
        if (_process is { HasExited: false }) await Kill();
        _process?.Dispose();
        _home.Delete(recursive: true);
    }

    private static Task Exit(Process process) =>
        process.WaitForExitAsync(TestContext.Current.CancellationToken)
        .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private void Gone(Process process)
    {
        if (process != _process) return;
        _ended.TrySetResult();
        if (!_wanted) return;
        Keep($"{name} ended by itself with {process.ExitCode} and is begun again");
        var ended = _ended;
        Start();
        _ended = ended;
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Keep(string? line)
    {
        if (line is null) return;
        if (LogFolder is not null) WriteLine(LogFolder, line);
        _lines.Enqueue(line);
        if (_lines.Count > LinesKept) _lines.TryDequeue(out _);
    }

    private void WriteLine(string folder, string line)
    {
        lock (_lines) File.AppendAllText(Path.Combine(folder, $"{name}.log"), $"{DateTimeOffset.UtcNow:HH:mm:ss.fff} {line}\n");
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        kill.WaitForExit();
    }
}
