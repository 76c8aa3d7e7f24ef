namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// Reads from a grain that many share so that it cannot keep an incident secret: it is waited for a limited time, and where it fails twice
/// in a row a stated default counts. The first failure is the caller's: it delivers again at the next tick, when mostly all is well.
/// </summary>
internal sealed class SharedReading(TimeProvider time)
{
    /// <summary>How long an answer is waited for.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private bool _failed;

    /// <summary>Reads, or answers the default.</summary>
    /// <param name="read">The call.</param>
    /// <param name="otherwise">What counts where it fails again.</param>
    public async Task<T> Read<T>(Func<Task<T>> read, T otherwise)
    {
        var call = read();
        try
        {
            var answer = await call.WaitAsync(Limit, time);
            _failed = false;
            return answer;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            if (!call.IsCompleted) call.Ignore();
            if (_failed) return otherwise;
            _failed = true;
            throw;
        }
    }
}
