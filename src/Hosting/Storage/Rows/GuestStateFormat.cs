using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Storage;
using OrleansMonitor.Domain.Rules.Guests;
using OrleansMonitor.Grains.Guests;
using OrleansMonitor.Grains.StoredState;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>Guests' rows of <c>OrleansStorage</c>, as Orleans' ADO.NET provider reads and writes them for guests' grains.</summary>
internal sealed partial class GuestStateFormat(Serializer serializer, IOptions<ClusterOptions> silos, ILogger<GuestStateFormat> logger)
{
    /// <summary><c>GrainType</c>, followed by the numbers of keys that are text.</summary>
    public const string Type = $"'{GuestKeys.StateName}', 0, 0";

    private readonly OrleansGrainStorageSerializer _format = new(serializer);

    /// <summary><c>ServiceId</c>.</summary>
    public string ServiceId => silos.Value.ServiceId;

    /// <summary><c>GrainKey</c>.</summary>
    public static string Key(ClusterName cluster, int vmid) => new GuestId(cluster, vmid).ToString();

    /// <summary>The pattern of the <c>GrainKey</c> of all guests and nodes of a cluster; names have no wildcards.</summary>
    public static string PartsOf(ClusterName cluster) => $"{cluster}/%";

    /// <summary>The VMID of a <c>GrainKey</c>.</summary>
    public static int Vmid(string key) =>
        int.Parse(key.AsSpan(key.IndexOf('/', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture);

    /// <summary><c>Payload</c>.</summary>
    public byte[] Write(GuestState state) => _format.Serialize(new StoredValue<GuestState> { Value = state }).ToArray();

    /// <summary>The states of rows, by VMID. Rows that cannot be read are logged and left out.</summary>
    public Dictionary<int, GuestState> Read(IEnumerable<(string Key, byte[] Payload)> rows)
    {
        var states = new Dictionary<int, GuestState>();
        foreach (var (key, payload) in rows)
        {
            try
            {
                if (_format.Deserialize<StoredValue<GuestState>>(new BinaryData(payload))?.Value is { } state) states[Vmid(key)] = state;
            }
            catch (Exception problem) when (problem is not OutOfMemoryException)
            {
                LogUnreadable(key, problem);
            }
        }

        return states;
    }

    [LoggerMessage(1, LogLevel.Warning, "The stored state of guest {Guest} cannot be read")]
    private partial void LogUnreadable(string guest, Exception problem);
}
