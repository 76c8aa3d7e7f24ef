using Orleans.Core;

namespace OrleansMonitor.Grains.StoredState;

/// <summary>Writes that leave memory as it was when they fail, so that a decision is taken again instead of half kept.</summary>
internal static class StateWriteExtensions
{
    /// <summary>The name of the storage that all grains share.</summary>
    public const string StorageName = "state";

    public static async Task Replace<T>(this IStorage<StoredValue<T>> state, T next)
        where T : class
    {
        var before = state.State.Value;
        if (Equals(before, next)) return;
        state.State.Value = next;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            state.State.Value = before;
            throw;
        }
    }
}
