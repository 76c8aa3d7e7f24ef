namespace OrleansMonitor.Domain.History;

/// <summary>The stored numbers of the kinds of entities that have a history.</summary>
internal static class HistoryKinds
{
    public static byte CodeOf(EntityKind kind) => kind switch
    {
        EntityKind.Node => 0,
        EntityKind.Guest => 1,
        EntityKind.Storage => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It has no history."),
    };

    public static EntityKind? Of(byte code) => code switch
    {
        0 => EntityKind.Node,
        1 => EntityKind.Guest,
        2 => EntityKind.Storage,
        _ => null,
    };
}
