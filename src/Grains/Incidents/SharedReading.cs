namespace OrleansMonitor.Grains.Incidents;

/// <summary>
/// Calls a grain that many share, without letting it block an incident: the call has a time limit, and after two failures in a row a
/// default applies. The first failure is thrown to the caller, which delivers again with the next poll.
/// </summary>
internal sealed class SharedReading(TimeProvider time)
{
    /// <summary>How long to wait for an answer.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private bool _failed;

    /// <summary>Makes the call, or returns the default.</summary>
    /// <param name="read">The call.</param>
    /// <param name="otherwise">The default after a repeated failure.</param>
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
