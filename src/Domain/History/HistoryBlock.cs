namespace OrleansMonitor.Domain.History;

/// <summary>Consecutive values of several entities of one cluster, written and stored together.</summary>
/// <param name="Resolution">The resolution.</param>
/// <param name="Start">The start of the first step, Unix seconds; a multiple of the step.</param>
/// <param name="Length">The number of steps.</param>
/// <param name="Series">The values of each entity.</param>
public sealed record HistoryBlock(
    HistoryResolution Resolution, long Start, int Length, IReadOnlyDictionary<EntityId, HistorySeries> Series)
{
    /// <summary>The maximum number of steps.</summary>
    public const int MaxLength = 60;

    /// <summary>The end of the last step, Unix seconds.</summary>
    public long End => Start + ((long)Length * HistoryPeriods.StepOf(Resolution));
}

/// <summary>A block as it is stored.</summary>
/// <param name="Resolution">The resolution.</param>
/// <param name="Part">The part of the cluster (<see cref="HistoryPart"/>).</param>
/// <param name="Start">The start of the first step, Unix seconds.</param>
/// <param name="Payload">The values (<see cref="HistoryCodec"/>).</param>
public sealed record StoredBlock(HistoryResolution Resolution, int Part, long Start, byte[] Payload);
