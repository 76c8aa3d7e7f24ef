namespace OrleansMonitor.Grains.Guests;

/// <summary>Shares an answer among callers that ask within a short time. A failed call is repeated. Thread-safe.</summary>
internal sealed class SharedAnswers<TKey, T>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (DateTimeOffset At, Task<T> Answer)> _known = [];

    /// <summary>The shared answer, or a new one.</summary>
    /// <param name="key">The key of the question.</param>
    /// <param name="asked">The time of the row that is investigated.</param>
    /// <param name="oldest">An answer that was asked for earlier is not reused.</param>
    /// <param name="ask">Makes the call.</param>
    public Task<T> Get(TKey key, DateTimeOffset asked, DateTimeOffset oldest, Func<Task<T>> ask)
    {
        // Under the lock, so that of many callers at once only one asks.
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var before) && before.At <= asked && before.At > oldest && !before.Answer.IsFaulted)
                return before.Answer;
            var answer = ask();
            _known[key] = (asked, answer);
            return answer;
        }
    }

    /// <summary>Drops all answers if there are more than a maximum.</summary>
    public void Bound(int max)
    {
        lock (_gate)
        {
            if (_known.Count > max) _known.Clear();
        }
    }
}
