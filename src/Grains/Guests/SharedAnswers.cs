namespace OrleansMonitor.Grains.Guests;

/// <summary>Answers that all who ask within a moment share. One that failed is asked for anew. Thread-safe.</summary>
internal sealed class SharedAnswers<TKey, T>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, (DateTimeOffset At, Task<T> Answer)> _known = [];

    /// <summary>The answer of a question.</summary>
    /// <param name="key">What is asked.</param>
    /// <param name="asked">When the row came that asks.</param>
    /// <param name="oldest">What was asked before this is asked anew.</param>
    /// <param name="ask">Asks.</param>
    public Task<T> Get(TKey key, DateTimeOffset asked, DateTimeOffset oldest, Func<Task<T>> ask)
    {
        // A lock, so that of many that ask at once only one does.
        lock (_gate)
        {
            if (_known.TryGetValue(key, out var before) && before.At <= asked && before.At > oldest && !before.Answer.IsFaulted)
                return before.Answer;
            var answer = ask();
            _known[key] = (asked, answer);
            return answer;
        }
    }

    /// <summary>Forgets all where there are more than so many.</summary>
    public void Bound(int most)
    {
        lock (_gate)
        {
            if (_known.Count > most) _known.Clear();
        }
    }
}
