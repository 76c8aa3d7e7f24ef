using Orleans.Core;

namespace OrleansMonitor.Grains.StoredState;

/// <summary>Writes that restore the value in memory if they fail, so that the decision is made again.</summary>
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
