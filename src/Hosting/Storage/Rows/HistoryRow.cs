using OrleansMonitor.Domain.History;
using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Hosting.Storage.Rows;

/// <summary>A row of <c>history</c>, and the queries that both databases understand.</summary>
internal sealed class HistoryRow
{
    /// <summary>Reads the blocks of some parts; a condition on the parts is to be added.</summary>
    public const string Find =
        """
        SELECT part, start, payload FROM history
         WHERE cluster = @cluster AND resolution = @resolution AND start >= @from AND start < @to AND part
        """;

    /// <summary>The order of the blocks, at the end of <see cref="Find"/>.</summary>
    public const string Order = "ORDER BY part, start";

    /// <summary>Lists the clusters, each by one search of the primary key.</summary>
    public const string Clusters =
        """
        WITH RECURSIVE found(name) AS (
            SELECT min(cluster) FROM history
            UNION ALL
            SELECT (SELECT min(cluster) FROM history WHERE cluster > found.name) FROM found WHERE found.name IS NOT NULL)
        SELECT name FROM found WHERE name IS NOT NULL
        """;

    /// <summary>Lists the parts that have minutes in a period.</summary>
    public const string Parts =
        "SELECT DISTINCT part FROM history WHERE cluster = @cluster AND resolution = 0 AND start >= @from AND start < @to ORDER BY part";

    /// <summary>Finds the start of the latest block until an instant.</summary>
    public const string Last =
        "SELECT max(start) FROM history WHERE cluster = @cluster AND resolution = @resolution AND start <= @until";

    public int Part { get; init; }

    public long Start { get; init; }

    public byte[] Payload { get; init; } = [];

    /// <summary>The values for <see cref="Find"/>.</summary>
    public static object FindValues(HistoryQuery query) => new
    {
        cluster = query.Cluster.ToString(),
        resolution = (int)query.Resolution,
        parts = query.Parts.ToArray(),
        from = query.From,
        to = query.To,
    };

    public StoredBlock ToBlock(HistoryResolution resolution) => new(resolution, Part, Start, Payload);
}
