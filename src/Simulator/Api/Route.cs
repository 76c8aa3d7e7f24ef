using System.Text.Json;

namespace OrleansMonitor.Simulator.Api;

/// <summary>Writes the value of <c>data</c>.</summary>
internal delegate void Endpoint(ApiCall call, Utf8JsonWriter json);

/// <summary>A method of the API: path pattern, permission, parameters and implementation.</summary>
internal sealed record Route(string Method, string Pattern, Endpoint Run)
{
    private readonly string[] _segments = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>Throws if the caller lacks the privilege. Checked before the parameters, as in Proxmox.</summary>
    public Action<ApiCall>? Permission { get; init; }

    /// <summary>Whether the request is forwarded to the node of the path.</summary>
    public bool ProxyToNode { get; init; }

    /// <summary>Whether pvedaemon handles it; then it fails while pvedaemon is down.</summary>
    public bool Protected { get; init; }

    /// <summary>Whether it hangs while a storage of the serving node hangs.</summary>
    public bool ReadsStorages { get; init; }

    /// <summary>Whether the body is always compressed, whatever the client accepts.</summary>
    public bool Compressed { get; init; }

    /// <summary>Writes rows in batches instead of all at once; see <see cref="RowStream"/>.</summary>
    public Func<ApiCall, RowStream>? Stream { get; init; }

    public bool Matches(string method, string[] segments)
    {
        if (method != Method || segments.Length != _segments.Length) return false;
        for (var i = 0; i < segments.Length; i++)
            if (_segments[i][0] != '{' && _segments[i] != segments[i]) return false;
        return true;
    }

    public void Bind(ApiCall call, string[] segments)
    {
        for (var i = 0; i < segments.Length; i++)
            if (_segments[i][0] == '{') call.PathValues[_segments[i][1..^1]] = segments[i];
    }
}

/// <summary>A long list, written in batches so neither the lock nor the memory is held for all rows.</summary>
internal abstract class RowStream
{
    /// <summary>The time of the data, for latency measurements.</summary>
    public long AsOf { get; protected init; }

    /// <summary>Writes the next rows; false if there are no more. Called under the simulation's lock.</summary>
    public abstract bool WriteSome(Utf8JsonWriter json);
}
