using OrleansMonitor.Domain.Ports;

namespace OrleansMonitor.Api.Auth;

/// <summary>Calls to the silo cluster on which access depends.</summary>
internal static class LimitedCall
{
    /// <summary>The limit of a call: 10 s, longer than the grain tries to store a sign-out before it retries in the background.</summary>
    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(10);

    /// <summary>Makes a call within <see cref="Limit"/>.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="call">The call.</param>
    /// <param name="problem">What a failure means.</param>
    /// <exception cref="StoreUnavailableException">The call failed or took too long.</exception>
    public static async Task<T> Make<T>(TimeProvider time, Func<Task<T>> call, string problem)
    {
        try
        {
            return await call().WaitAsync(Limit, time);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new StoreUnavailableException($"{problem} ({failure.Message})", failure);
        }
    }
}
