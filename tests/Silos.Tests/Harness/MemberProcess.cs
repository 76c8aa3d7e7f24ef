using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansMonitor.Silos.Tests.Harness;

/// <summary>One process of the silo cluster, that can be killed, hung and begun again.</summary>
internal sealed class MemberProcess(string name, string program, IReadOnlyList<string> args, Uri? address) : IAsyncDisposable
{
    private const int LinesKept = 400;

    private readonly ConcurrentQueue<string> _lines = new();
    private Process? _process;

    public string Name => name;

    /// <summary>Where its API listens; null for a worker silo.</summary>
    public Uri? Address => address;

    public bool Runs => _process is { HasExited: false };

    /// <summary>The last lines that it wrote.</summary>
    public string Said => string.Join('\n', _lines);

    public void Start()
    {
        _process?.Dispose();
        _process = new Process
        {
            StartInfo = new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. args])
            {
                UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Path.GetTempPath(),
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>SIGKILL: as a power cut would.</summary>
    public async Task Kill()
    {
        _process!.Kill();
        await Ended();
    }

    /// <summary>SIGTERM, and waits until it has left in good order.</summary>
    public async Task<int> Stop()
    {
        Signal("TERM");
        await Ended();
        return _process!.ExitCode;
    }

    /// <summary>SIGSTOP: its connections stay open and nothing answers on them.</summary>
    public void Hang() => Signal("STOP");

    /// <summary>SIGCONT.</summary>
    public void Wake() => Signal("CONT");

    public Task Ended() => _process!.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60));

    public async ValueTask DisposeAsync()
    {
        if (Runs) await Kill();
        _process?.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        _lines.Enqueue(line);
        if (_lines.Count > LinesKept) _lines.TryDequeue(out _);
    }

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process!.Id}"]);
        kill.WaitForExit();
    }
}
