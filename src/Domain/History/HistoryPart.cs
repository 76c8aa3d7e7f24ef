using System.Collections.Immutable;

namespace OrleansMonitor.Domain.History;

/// <summary>
/// Divides the entities of a cluster, so that the history of one does not read those of all. A cluster has more parts the more entities it
/// has; an entity is in one of five, whatever the size of its cluster was then.
/// </summary>
public static class HistoryPart
{
    private const int Levels = 5;

    // Enough that their blocks compress well together.
    private const int EntitiesPerPart = 100;

    /// <summary>The part that an entity is written to.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="entities">The number of entities of its cluster.</param>
    public static int Of(EntityId entity, int entities)
    {
        var level = 0;
        while (level < Levels - 1 && entities > EntitiesPerPart * Parts(level)) level++;
        return Of(level, Hash(entity));
    }

    /// <summary>The parts that an entity can be in.</summary>
    public static ImmutableArray<int> AllOf(EntityId entity)
    {
        var hash = Hash(entity);
        return [.. Enumerable.Range(0, Levels).Select(level => Of(level, hash))];
    }

    private static int Of(int level, uint hash) => (level << 16) | (int)(hash % (uint)Parts(level));

    private static int Parts(int level) => 1 << (2 * level);

    // Stored: must never change. FNV-1a.
    private static uint Hash(EntityId entity)
    {
        var hash = Hash(2166136261, entity.Node ?? "");
        return Hash(unchecked((hash ^ HistoryKinds.CodeOf(entity.Kind)) * 16777619), entity.Name);
    }

    private static uint Hash(uint hash, string text)
    {
        foreach (var letter in text) hash = unchecked((hash ^ letter) * 16777619);
        return hash;
    }
}
