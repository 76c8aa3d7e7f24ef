using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace OrleansMonitor.Tests.Support;

/// <summary>
/// A PostgreSQL of a test's own, on loopback with a port of its own, begun when first asked for. Without one on the machine the test is
/// skipped.
/// </summary>
public sealed class PostgreSqlServer : IDisposable
{
    private const string Prepared = "prepared";

    private readonly Lock _gate = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"monitor-pg-{Guid.NewGuid():N}");
    private Process? _server;
    private string _bin = "";
    private int _port;
    private int _databases;
    private bool _prepared;

    /// <summary>
    /// Whether there is one on the machine. A fixture must ask, and not be begun without: only a test can be skipped, a fixture that throws
    /// fails its tests.
    /// </summary>
    public static bool IsInstalled => Bin() is not null;

    /// <summary>Skips the test where there is none.</summary>
    public static void Need()
    {
        if (!IsInstalled)
            Prerequisite.Missing("PostgreSQL is not installed (neither POSTGRES_BIN nor /usr/lib/postgresql/*/bin names one)");
    }

    /// <summary>A connection string of a database of that name.</summary>
    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Started()};Username=monitor;Database={database}";

    /// <summary>A name that no other database has.</summary>
    public string NewName() => $"test{Interlocked.Increment(ref _databases)}";

    /// <summary>Makes an empty database; answers its connection string.</summary>
    public string CreateDatabase() => Create(NewName(), "template0");

    /// <summary>
    /// Makes a copy of a database that is prepared when the first copy is asked for; answers the copy's connection string.
    /// </summary>
    public string CreateDatabase(Action<string> prepare)
    {
        Started();
        lock (_gate)
        {
            if (!_prepared) prepare(Create(Prepared, "template0"));
            _prepared = true;
        }

        return Create(NewName(), Prepared);
    }

    /// <summary>Ends it at once, as a crash does; every client loses its connection.</summary>
    public void Stop()
    {
        Run("pg_ctl", "stop", "-D", _folder, "-m", "immediate", "-w");
        _server!.WaitForExit();
        _server.Dispose();
        _server = null;
    }

    /// <summary>Begins it again, on the same port and data.</summary>
    public void Start()
    {
        lock (_gate) Launch();
    }

    public void Dispose()
    {
        if (_server is not null) Stop();
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private string Create(string name, string template)
    {
        Run("createdb", "-h", "127.0.0.1", "-p", $"{Started()}", "-U", "monitor", "-T", template, name);
        return ConnectionString(name);
    }

    private int Started()
    {
        lock (_gate)
        {
            if (_port != 0) return _port;
            Need();
            _bin = Bin()!;
            Directory.CreateDirectory(_folder);
            if (Environment.UserName == "root") Execute("chown", [Unprivileged, _folder]);
            Run("initdb", "-D", _folder, "-U", "monitor", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C");
            _port = FreePort();
            Launch();
            return _port;
        }
    }

    private void Launch()
    {
        _server = Process.Start(As(
            "postgres", "-D", _folder, "-p", $"{_port}", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c",
            "fsync=off", "-c", "max_connections=200"))!;
        using var ready = new ManualResetEventSlim();
        var said = new ConcurrentQueue<string?>();
        _server.ErrorDataReceived += (_, line) =>
        {
            if (said.Count < 100) said.Enqueue(line.Data);
            if (line.Data?.Contains("ready to accept connections", StringComparison.Ordinal) != false) Signal(ready);
        };
        _server.BeginErrorReadLine();
        if (!ready.Wait(TimeSpan.FromSeconds(60)) || _server.HasExited)
            throw new InvalidOperationException($"PostgreSQL did not start: {string.Join('\n', said)}");
    }

    // Lines still come after the start, when nobody waits any more.
    private static void Signal(ManualResetEventSlim ready)
    {
        try
        {
            ready.Set();
        }
        catch (ObjectDisposedException)
        {
            // It runs already.
        }
    }

    private static string Unprivileged => "postgres";

    private static string? Bin()
    {
        const string debian = "/usr/lib/postgresql";
        return Environment.GetEnvironmentVariable("POSTGRES_BIN") ?? (Directory.Exists(debian)
            ? Directory.EnumerateDirectories(debian).Select(folder => Path.Combine(folder, "bin"))
            .Where(bin => File.Exists(Path.Combine(bin, "initdb"))).Max(StringComparer.Ordinal)
            : null);
    }

    private void Run(string program, params string[] args) => Execute(As(program, args));

    // PostgreSQL refuses to run as root.
    private ProcessStartInfo As(string program, params string[] args)
    {
        var path = Path.Combine(_bin, program);
        return Environment.UserName == "root"
            ? Info("setpriv", [$"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups", path, .. args])
            : Info(path, args);
    }

    private static void Execute(string program, string[] args) => Execute(Info(program, args));

    private static void Execute(ProcessStartInfo info)
    {
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{info.FileName} {string.Join(' ', info.ArgumentList)}: {error}");
    }

    private static ProcessStartInfo Info(string program, string[] args) =>
        new(program, args)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath()
        };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
