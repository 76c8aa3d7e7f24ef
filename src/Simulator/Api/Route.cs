using System.Text.Json;

namespace OrleansMonitor.Simulator.Api;

/// <summary>What an endpoint does: writes the value of <c>data</c>.</summary>
internal delegate void Endpoint(ApiCall call, Utf8JsonWriter json);

/// <summary>One method of the API: its path pattern, who may call it, what it takes and what it does.</summary>
internal sealed record Route(string Method, string Pattern, Endpoint Run)
{
    private readonly string[] _segments = Pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);

    public IReadOnlyList<Parameter> Parameters { get; init; } = [];

    /// <summary>Throws when the caller lacks the privilege; checked before the parameters, as Proxmox does.</summary>
    public Action<ApiCall>? Permission { get; init; }

    /// <summary>Forwarded to the node of the path when another one was asked.</summary>
    public bool ProxyToNode { get; init; }

    /// <summary>Handled by pvedaemon, so it fails when that is down.</summary>
    public bool Protected { get; init; }

    /// <summary>Hangs where a storage of the serving node does.</summary>
    public bool LooksAtStorages { get; init; }

    /// <summary>An endpoint that writes its rows in batches instead of all at once; see <see cref="RowStream"/>.</summary>
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

/// <summary>Rows of a long list, written some at a time so that neither the lock nor the memory is held for all of them.</summary>
internal abstract class RowStream
{
    /// <summary>The age of the data, for latency measurements.</summary>
    public long AsOf { get; protected init; }

    /// <summary>Writes the next rows; false when none are left. Called under the simulation's lock.</summary>
    public abstract bool WriteSome(Utf8JsonWriter json);
}
